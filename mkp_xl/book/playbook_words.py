"""What each segment's playbook says at first; a team writes its own over it. Source: article 1."""

from __future__ import annotations

from typing import Final, NamedTuple

from mkp_xl.book.fields import Text


class Play(NamedTuple):
    """How clients of a segment are worked."""

    tasks: Text
    methods: Text
    owner: Text
    time: float
    """Share of the team's time."""
    money: float
    """Share of the budget."""


_SALES, _MARKETING = Text("продажи", "sales"), Text("маркетинг", "marketing")
_SERVICE, _KEY = Text("сервис", "service"), Text("ключевой менеджер", "key account manager")

PLAYS: Final = (
    Play(
        Text("не тратить время, отвечать на запросы", "spend no time, answer requests"),
        Text("каталог, заказ через сайт", "catalogue, orders on the site"),
        _SERVICE, 0.02, 0.01,
    ),
    Play(
        Text("держать базовый сервис", "keep the basic service"),
        Text("рассылка, типовые предложения", "mailings, standard offers"),
        _SERVICE, 0.05, 0.03,
    ),
    Play(
        Text("сохранить и не усложнять", "keep, add nothing"),
        Text("повтор заказа без менеджера, напоминания", "reordering by itself, reminders"),
        _SERVICE, 0.03, 0.02,
    ),
    Play(
        Text("начать работу, проверить спрос", "start, test the demand"),
        Text("реклама, кейсы, предложение новичку", "advertising, cases, a newcomer's offer"),
        _MARKETING, 0.10, 0.15,
    ),
    Play(
        Text("узнать, что мешает расти: цена, сервис, товар",
             "find what stops growth: price, service, product"),
        Text("подобрать решение, материалы под причину", "fit a solution, answer the reason"),
        _SALES, 0.20, 0.17,
    ),
    Play(
        Text("удержать, предложить дополнительное", "retain, offer more"),
        Text("смежные товары, обзор раз в квартал", "related goods, a review each quarter"),
        _SALES, 0.10, 0.08,
    ),
    Play(
        Text("добиться первой закупки", "win the first purchase"),
        Text("личные письма, закрытые вебинары", "personal letters, closed webinars"),
        _SALES, 0.20, 0.24,
    ),
    Play(
        Text("вырастить долю: план закупок на год", "grow the share: a purchase plan for the year"),
        Text("индивидуальное решение, мероприятия, новые товары",
             "tailored solution, events, new products"),
        _KEY, 0.20, 0.20,
    ),
    Play(
        Text("удержать и планировать вместе", "retain and plan together"),
        Text("ранний доступ, экспертный статус, повышенный сервис",
             "early access, expert status, higher service"),
        _KEY, 0.10, 0.10,
    ),
)  # fmt: skip
"""By segment 1..9; shares of time and money sum to one."""
