"""Words of headers and what they speak of, in Russian and English.

A word with a tilde is a stem: it stands for the word in every ending. Words are spelt as headers
are compared: in lower case, with е for ё.
"""

from __future__ import annotations

from types import MappingProxyType

_WORDS = {
    "client": (
        "аккаунт~ получател~ грузополучател~ плательщик~ абонент~ орг холдинг~ юрлиц~ payer "
        "consignee debtor merchant recipient клиент~ контрагент~ заказчик~ покупател~ компани~ "
        "организаци~ предприяти~ фирм~ юрлицо юрлица партнер~ дилер~ client customer account "
        "company organization organisation buyer partner dealer firm cust acct"
    ),
    "lead": "лид лида лиды лидов lead mql prospect",
    "code": (
        "identifier identification код кода коды id ид айди идентификатор~ номер номера ном № "
        "code number num no nr key uid guid ref reference #"
    ),
    "name": "назван~ наименован~ наим наимен имя имени name title",
    "full_name": "директор~ руководител~ фио fullname surname фамили~",
    "date": "дата даты дату датой дат date datetime timestamp dt",
    "day": "день дня day",
    "time": "время времени time at",
    "sum": (
        "сумм~ стоимост~ итого всего объем~ оборот~ amount value total sum tot subtotal volume amt"
    ),
    "description": "описани~ desc description",
    "price": "цена цены цену price rate",
    "budget": "бюджет~ budget",
    "revenue": "выручк~ доход~ revenue turnover income",
    "sale": "продаж~ реализаци~ отгрузк~ отгружен~ поставк~ sale sales shipment shipped sold",
    "purchase": (
        "закупк~ закупок покупк~ покупок покуп купил купили купит purchase spend spending bought"
    ),
    "potential": "потенциал~ potential wallet емкост~ кошелек",
    "order": (
        "размещени~ ord po txn trx ттн bill voucher posting заказ заказа заказов заказы заказу "
        "документ~ док накладн~ счет счета счета-фактуры чек чека упд оформлени~ order invoice "
        "document doc receipt transaction"
    ),
    "contract": "договор~ контракт~ contract agreement",
    "sign": "#",
    "ordered": "ordered заказан~",
    "deal": "сделк~ deal opportunity opp возможност~",
    "request": "заявк~ заявок обращени~ запрос~ inquiry enquiry request",
    "created": (
        "подач~ подан~ внесен~ добавлени~ submitted inserted signup joined создан~ создани~ "
        "регистрац~ зарегистрирован~ заведен~ добавлен~ поступлен~ открыт~ created create "
        "creation entered entry added opened open registered register registration engage engaged"
    ),
    "closed": (
        "выигр~ закрыт~ закрыти~ завершен~ завершени~ окончан~ выигран~ close closed closing "
        "closure completed completion won finished"
    ),
    "start": "начал~ старт~ start begin beginning",
    "first": "первый первая первое первого первой перв впервые first",
    "last": (
        "последний последняя последнее последнего последней последн посл крайний крайняя "
        "крайнее крайнего предыдущ~ last latest recent previous prev"
    ),
    "next": (
        "следующий следующая следующее следующего следующей след будущ~ ближайш~ планов~ план "
        "запланирован~ next planned upcoming scheduled future"
    ),
    "followup": "перезвон~ recall callback follow followup",
    "reminder": "напоминани~ напомнить reminder remind",
    "contact": (
        "communication контакт~ звон~ встреч~ визит~ касани~ взаимодейств~ коммуникаци~ общени~ "
        "активност~ разговор~ бесед~ переговор~ contact contacted call called visit visited "
        "meeting touch touched activity interaction conversation"
    ),
    "action": "действи~ шаг шага задач~ action step task todo",
    "manager": (
        "агент~ кам тп executive consultant bdm handled managed owned менеджер~ ответственн~ "
        "отв куратор~ продавец продавца торгов~ торг представител~ ответсвенн~ исполнител~ "
        "ведет ведущ~ сейлз manager owner rep representative salesperson salesman agent "
        "assignee assigned salesrep kam responsible"
    ),
    "one_staff": "сотрудник user",
    "sales": "sales",
    "trade": "торгов~ торг trade",
    "person": "лицо лица представител~ персон~ человек чел лпр person people decision maker",
    "phone": (
        "телефон~ тел моб мобильн~ сотов~ phone mobile cell telephone tel whatsapp ватсап "
        "вотсап telegram телеграм viber"
    ),
    "email": "email емейл имейл почта почты элпочта электронн~ mail mailbox",
    "city": "город города городе гор нп city town locality",
    "settlement": "населенн~ нас",
    "point": "пункт~ точк~ point outlet",
    "region": (
        "федеральн~ регион~ област~ край округ~ район~ территори~ субъект~ region area "
        "territory province state district oblast"
    ),
    "country": "стран~ country",
    "address": "адрес~ address street улиц~",
    "business": "бизнес~ business",
    "industry": (
        "специализаци~ рубрик~ sic naics specialization specialisation отрасл~ сфер~ сектор~ "
        "ниша ниши деятельност~ направлени~ индустри~ окпд оквэд industry sector vertical niche"
    ),
    "segment": "сегмент~ segment",
    "channel": "канал~ channel",
    "type": "тип типа вид вида категори~ групп~ type kind category group",
    "class": "класс~ abc абс авс class tier grade",
    "source": (
        "узнал~ привлечени~ acquisition трафик~ traffic источник~ откуда узнали реклам~ "
        "рекламн~ source origin referrer referral utm"
    ),
    "campaign": "кампани~ campaign",
    "marketing": "маркетинг~ маркетингов~ marketing",
    "stage": "этап~ стади~ фаз~ stage phase",
    "status": "статус~ состояни~ status state",
    "funnel": "воронк~ pipeline funnel",
    "size": "размер~ size",
    "qty": "количеств~ кол колво штук шт единиц qty quantity units pcs count pieces",
    "cost": "себестоимост~ себест cost cogs costs",
    "model": "модел~ model",
    "product": "товар~ продукт~ продукци~ номенклатур~ услуг~ product item lineitem service goods",
    "staff": (
        "сотрудник~ численност~ среднесписочн~ персонал~ штат работник~ employees employee "
        "headcount staff fte"
    ),
    "measure": "ед изм измерени~ единица единицы uom measure unit",
    "tax": "vat tax",
    "tax_id": "иин едрпоу gstin ein инн inn tin taxid vatid vatin унп бин",
    "tax_office": "кпп kpp",
    "comment": "комментари~ коммент примечани~ прим заметк~ замечани~ comment note remark memo",
    "result": "результат~ итог итоги исход исхода исходы outcome result",
    "interval": "интервал~ периодичност~ частот~ frequency interval cadence",
    "excluded": "исключен~ исключить вести excluded exclude",
    "not": "не нет not no",
    "coverage": "охват~ охвата coverage",
    "discount": "скидк~ discount",
    "margin": "марж~ прибыл~ наценк~ margin profit markup",
    "payment": "оплат~ оплачен~ платеж~ payment paid",
    "delivery": "billing bill ship to доставк~ транспорт~ логистик~ delivery freight shipping",
    "debt": "долг~ задолженност~ дебитор~ debt receivable",
    "year": "год года годовой годовая годовое годовых г year annual yearly ltm annually annualized",
    "month": "месяц~ мес ежемесячн~ m mo mth month monthly",
    "quarter": "квартал~ quarter quarterly",
    "expected": "ожидаем~ прогноз~ expected est estimated forecast",
    "declared": "заявленн~ declared stated reported",
    "currency": "валют~ currency",
    "work": (
        "рабоч~ основн~ главн~ бизнес закреплен~ текущ~ фактическ~ факт чист~ прям~ work main "
        "primary business office default billing general associated related current actual net "
        "gross key hq headquarters"
    ),
    "full": "grand полное полная полный полн кратк~ общ~ full short legal юридическ~ юр corporate",
    "filler": (
        "рф сумарн~ всех все 1 2 3 4 5 6 7 8 9 дней дня дн days и в на по для от о об с за из к "
        "у наш~ вашей ваш вы нам нас the a an of for in to by with up and our your is per from "
        "crm on без without"
    ),
}
CONCEPTS = MappingProxyType({concept: tuple(words.split()) for concept, words in _WORDS.items()})
"""Concept to its words; a word may stand in several."""
