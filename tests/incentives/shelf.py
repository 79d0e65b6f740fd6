"""A shop with soap on its shelf, and people with points: what the tests of shops stand on."""

from types import SimpleNamespace

from civcenter.accounts.roles import Role
from civcenter.hierarchy.models import Division
from civcenter.residents.actions import new_person
from incentives import actions, ledger
from incentives.choices import AccountKind
from incentives.models import Account, Entry, GoodsKind, Redemption, ShopItem
from tests import factories as make


def shop(cast, stock=10, price=20, **limits):
    """北庄村积分超市, kept by a liaison of the village; `shelf.item` is soap."""
    keeper = make.staff("keeper", Role.LIAISON, make.VILLAGE, "赵会琴")
    made = actions.open_shop(
        cast.station,
        kind="points",
        name="北庄村积分超市",
        opening_hours="周一至周六 9:00—17:30",
        delivers=True,
        keepers=[keeper],
        by=cast.manager,
        at=make.NOW,
    )
    shelf = SimpleNamespace(shop=made, keeper=keeper)
    shelf.item = goods(cast, made, "肥皂 2 块", price, stock, **limits)
    return shelf


def goods(cast, made, name, price, stock, by=None, at=make.NOW, **limits):
    kind = GoodsKind.objects.get(pk="daily")
    item = actions.add_item(made, name=name, kind=kind, price=price, by=cast.manager, at=at, **limits)
    if stock:
        paper = {"kind": "purchase", "voucher_no": f"发票 {item.pk}", "giver": "宁县百货", "worth": stock * 3}
        actions.supply(item, quantity=stock, by=by or cast.manager, at=at, **paper)
    item.refresh_from_db()
    return item


def rich(points=100, person=None, phone=None, code=make.VILLAGE, last=None, at=make.NOW):
    """Somebody with a phone log-in and points; returns the person and his account."""
    phone = phone or make.fresh_phone()
    division = Division.objects.get(pk=code)
    person = person or new_person(name="李树林", phone=phone, user=make.phone_user(phone), division=division, at=at)
    account = ledger.account_of(person, code[:6])
    given(account, points, last=last, at=at)
    return person, account


def given(account, points, last=None, at=make.NOW):
    issue = ledger.house(account.county, AccountKind.ISSUE)
    source = f"test:{account.pk}:{Entry.objects.count()}"
    ledger.post(debit=issue, credit=account, points=points, source=source, words="试", at=at, expires_on=last)


def reserved(item, person, account, quantity=1, key="一", at=make.NOW, **more):
    want = {"account": account, "person": person, "quantity": quantity, "price": item.price, "key": key, "at": at}
    return actions.reserve(item, **{**want, **more})


def stands(item, account):
    """What is free on the shelf and what the account holds."""
    return ShopItem.objects.get(pk=item.pk).stock, Account.objects.get(pk=account.pk).balance


def exact():
    """Books and shelves are the sums of what moved, and the shops hold what their reserved and collected goods cost."""
    assert ledger.faults() == []
    for item in ShopItem.objects.all():
        assert item.stock == sum(item.moves.values_list("quantity", flat=True)) >= 0
    for account in Account.objects.filter(kind="shop"):
        rows = Redemption.objects.filter(shop=account.shop, status__in=["reserved", "collected", "returning"])
        assert account.balance == sum(rows.values_list("points", flat=True))
