"""The words of the demo data in Russian and English, and the names composed from them."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoWords:
    """One language's words; the n-th word stands in the same place of every language."""

    letter: str
    a_lot: str
    firm: str
    plant: str
    trader: str
    branch_no: str
    manager: str
    feminine: str
    forms: tuple[str, ...]
    stems: tuple[str, ...]
    branches: tuple[str, ...]
    plants: tuple[str, ...]
    cities: tuple[str, ...]
    surnames: tuple[str, ...]
    men: tuple[str, ...]
    women: tuple[str, ...]
    phones: tuple[str, ...]
    phone_digits: int
    types: tuple[str, ...]
    results: tuple[str, ...]
    """First three: not reached; last two: only of clients that buy."""


def client_names(words: DemoWords, kinds: list[int]) -> list[str]:
    """One unique name per kind: 0 a company with its legal form, 1 a plant, 2 a sole trader.

    >>> client_names(WORDS["ru"], [0, 0, 1, 2])
    ['ООО «Азимут-Пак»', 'ООО «Форвард-Пром»', 'Птицефабрика «Азимут»', 'ИП Громов А. В.']
    >>> client_names(WORDS["en"], [0, 1, 2])
    ['Ashford Packaging Ltd', 'Ashford Poultry Farm', 'A. C. Grant & Co']
    """
    given = [0, 0, 0]
    names = []
    for kind in kinds:
        names.append(_NAMERS[kind](words, given[kind]))
        given[kind] += 1
    return names


def manager_names(words: DemoWords, clients: int) -> list[str]:
    """Full names of the managers, one per 40 clients, at least 2, at most all names we have.

    >>> manager_names(WORDS["ru"], 80), manager_names(WORDS["en"], 80)
    (['Громов Антон', 'Титова Вера'], ['Aaron Grant', 'Beth Turner'])
    """
    count = min(max(2, -(-clients // 40)), 2 * len(words.surnames) * len(words.men))
    return [_manager(words, number) for number in range(count)]


def phone(words: DemoWords, number: int) -> str:
    """Phone of client `number`, in ranges kept for fiction; repeats after some hundreds.

    >>> phone(WORDS["ru"], 8), phone(WORDS["en"], 8)
    ('+7 (495) 555-01-37', '+44 20 7946 0037')
    """
    lap, area = divmod(number, len(words.phones))
    line = lap * 37 % 10**words.phone_digits
    return f"{words.phones[area]}{line:0{words.phone_digits}d}"


def _firm(words: DemoWords, number: int) -> str:
    stems, branches = words.stems, words.branches
    place, lap = _place(number, len(stems) * len(branches), 237)
    stem, branch = place % len(stems), place // len(stems)
    form = words.forms[(stem + branch) % len(words.forms)]
    name = words.firm.format(form=form, stem=stems[stem], branch=branches[branch])
    return name + _address(words, lap)


def _plant(words: DemoWords, number: int) -> str:
    place, lap = _place(number, len(words.stems) * len(words.plants), 143)
    stem, plant = words.stems[place % len(words.stems)], words.plants[place // len(words.stems)]
    return words.plant.format(plant=plant, stem=stem) + _address(words, lap)


def _trader(words: DemoWords, number: int) -> str:
    place, lap = _place(number, len(words.surnames) * len(words.men), 221)
    surname, given = words.surnames[place % len(words.surnames)], place // len(words.surnames)
    second = words.men[(given * 3 + 2) % len(words.men)][0]
    if given % 2:
        surname, first = surname + words.feminine, words.women[given][0]
    else:
        first = words.men[given][0]
    name = words.trader.format(surname=surname, first=first, second=second)
    return name + _address(words, lap)


def _manager(words: DemoWords, number: int) -> str:
    """Women and men in turn; every surname, sex and given name meet once."""
    block, place = divmod(number, len(words.surnames))
    woman = (place + block) % 2
    given = (words.women if woman else words.men)[(place + block // 2) % len(words.men)]
    surname = words.surnames[place] + words.feminine * woman
    return words.manager.format(surname=surname, given=given)


def _place(number: int, size: int, stride: int) -> tuple[int, int]:
    """Place of the name in its list, and the lap, which is 0 while every name is still new.

    The stride has no common factor with the size, so each lap visits every place once.
    """
    return number * stride % size, number // size


def _address(words: DemoWords, lap: int) -> str:
    """Tail that keeps names unique: nothing, then a city, then a numbered branch."""
    if lap == 0:
        return ""
    number, city = divmod(lap - 1, len(words.cities))
    branch = words.branch_no.format(number=number + 1) if number else ""
    return f", {words.cities[city]}{branch}"


def _split(text: str) -> tuple[str, ...]:
    return tuple(text.split(", "))


_NAMERS = (_firm, _plant, _trader)

_RU = DemoWords(
    letter="К",
    a_lot="много",
    firm="{form} «{stem}-{branch}»",
    plant="{plant} «{stem}»",
    trader="ИП {surname} {first}. {second}.",
    branch_no=", филиал {number}",
    manager="{surname} {given}",
    feminine="а",
    forms=("ООО", "ООО", "АО"),
    stems=_split(
        "Азимут, Аврора, Алмаз, Альтаир, Байкал, Вектор, Волга, Восток, Гранит, Горизонт, "
        "Енисей, Заря, Импульс, Исток, Кама, Каскад, Квант, Контур, Кристалл, Маяк, Меридиан, "
        "Нева, Орион, Парус, Прогресс, Ритм, Рубин, Самоцвет, Север, Сибирь, Спектр, Сокол, "
        "Старт, Темп, Титан, Урал, Факел, Форвард, Эталон, Янтарь"
    ),
    branches=_split(
        "Пак, Торг, Сервис, Строй, Снаб, Пром, Агро, Фарм, Логистик, Продукт, Маркет, Техно, "
        "Пласт, Мебель, Текстиль, Авто"
    ),
    plants=_split(
        "Птицефабрика, Торговый дом, Агрохолдинг, Хлебозавод, Кондитерская фабрика, "
        "Молочный комбинат, Мебельная фабрика, Сеть аптек, Типография, Клиника, Завод приборов, "
        "Гостиница"
    ),
    cities=_split(
        "Пермь, Казань, Самара, Уфа, Омск, Томск, Тула, Тверь, Рязань, Калуга, Курск, Липецк, "
        "Вологда, Ижевск, Киров, Орёл, Пенза, Псков, Саратов, Сочи, Тамбов, Тюмень, Чита, "
        "Ярославль"
    ),
    surnames=_split(
        "Громов, Титов, Климов, Сафин, Орлов, Белов, Соколов, Морозов, Зайцев, Егоров, Фомин, "
        "Данилов, Жуков, Крылов, Воронин, Гусев, Панов, Ершов, Котов, Лапин, Маслов, Носков, "
        "Рогов, Сомов, Уваров, Федотов, Чернов, Шилов, Юдин, Яшин"
    ),
    men=_split(
        "Антон, Борис, Вадим, Глеб, Денис, Егор, Захар, Иван, Кирилл, Леонид, Максим, Никита, "
        "Олег, Павел, Роман, Сергей, Тимур, Фёдор, Юрий, Яков"
    ),
    women=_split(
        "Алина, Вера, Галина, Дарья, Елена, Жанна, Зоя, Инна, Ксения, Лидия, Мария, Нина, Ольга, "
        "Полина, Раиса, София, Тамара, Ульяна, Юлия, Яна"
    ),
    phones=tuple(f"+7 ({area}) 555-01-" for area in (495, 812, 343, 383, 846, 843, 863, 831)),
    phone_digits=2,
    types=("звонок", "письмо", "встреча", "видеозвонок"),
    results=_split(
        "без ответа, просили связаться позже, контактное лицо в отпуске, отправили КП, "
        "просят скидку, просят образцы, показали новый ассортимент, уточнили сроки поставки, "
        "сравнивают с конкурентом, пока хватает запасов, обсудили план на квартал, "
        "договорились о встрече, ждут счёт, заказ подтверждён"
    ),
)

_EN = DemoWords(
    letter="C",
    a_lot="a lot",
    firm="{stem} {branch} {form}",
    plant="{stem} {plant}",
    trader="{first}. {second}. {surname} & Co",
    branch_no=", branch {number}",
    manager="{given} {surname}",
    feminine="",
    forms=("Ltd", "LLC", "GmbH"),
    stems=_split(
        "Ashford, Aurora, Beacon, Birchwood, Bridgewater, Castle, Cedar, Compass, Crown, "
        "Eastgate, Evergreen, Falcon, Fairfield, Granite, Greenway, Harbour, Hazel, Horizon, "
        "Ironbridge, Juniper, Kestrel, Lakeside, Lantern, Meridian, Midland, Northgate, "
        "Oakfield, Orchard, Pioneer, Quarry, Redwood, Ridgeway, Riverside, Sapphire, Summit, "
        "Stonebridge, Thornton, Valley, Westbrook, Willow"
    ),
    branches=_split(
        "Packaging, Trading, Services, Construction, Supplies, Industries, Agro, Pharma, "
        "Logistics, Foods, Retail, Technics, Plastics, Interiors, Textiles, Automotive"
    ),
    plants=_split(
        "Poultry Farm, Trading House, Agro Holding, Bakery, Confectionery, Dairy, "
        "Furniture Works, Pharmacies, Printing House, Clinic, Instruments, Hotel"
    ),
    cities=_split(
        "Leeds, Bristol, Dublin, Hamburg, Lyon, Antwerp, Derby, Norwich, Cardiff, Bremen, Ghent, "
        "Utrecht, York, Exeter, Kassel, Malmö, Porto, Graz, Turin, Bergen, Aarhus, Tampere, "
        "Cork, Basel"
    ),
    surnames=_split(
        "Grant, Turner, Clarke, Shaw, Osborne, Bell, Fletcher, Morris, Hayes, Ellis, Foster, "
        "Dawson, Hughes, Carter, Walsh, Gibson, Payne, Marsh, Cole, Lambert, Mason, Norris, "
        "Rhodes, Simmons, Underwood, Frost, Chambers, Sheldon, Young, Yates"
    ),
    men=_split(
        "Aaron, Ben, Callum, Daniel, Edward, Felix, George, Harry, Ian, Jack, Kevin, Liam, Mark, "
        "Neil, Oliver, Peter, Robert, Simon, Thomas, William"
    ),
    women=_split(
        "Alice, Beth, Claire, Diana, Emma, Fiona, Grace, Hannah, Irene, Julia, Karen, Laura, "
        "Mary, Nora, Olivia, Paula, Rachel, Sarah, Tessa, Wendy"
    ),
    phones=(
        "+44 20 7946 0",
        *(f"+44 {area} 496 0" for area in (113, 114, 115, 117, 121, 131, 161)),
    ),
    phone_digits=3,
    types=("call", "email", "meeting", "video call"),
    results=_split(
        "no answer, asked to come back later, contact is on leave, quote sent, "
        "asked for a discount, asked for samples, showed the new range, "
        "confirmed delivery dates, comparing with a competitor, has enough stock for now, "
        "discussed the plan for the quarter, agreed to meet, waiting for an invoice, "
        "order confirmed"
    ),
)

WORDS = {"ru": _RU, "en": _EN}
