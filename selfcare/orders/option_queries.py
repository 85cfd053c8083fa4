"""Finding options of a line, with everything that a page says of them in one statement each."""

from sqlalchemy import Select, and_, select

from selfcare.billing.notice_models import UsageWish
from selfcare.catalogue.models import Option
from selfcare.catalogue.queries import options_for
from selfcare.lines.models import Line, LineOption
from selfcare.money import Money
from selfcare.orders.models import DRAFT, DROPPED, OPTION_CHANGE, Order

_MOST = 60  # orders that a page looks through


def options_with_rows(line: Line) -> Select[Option, LineOption | None, Money | None]:
    """What the line may have, each with every row of it, newest first, and with its threshold for special numbers."""
    threshold = select(UsageWish.premium_limit).where(UsageWish.line_id == line.id).scalar_subquery()
    return (
        options_for(line.kind)
        .outerjoin(LineOption, and_(LineOption.option_id == Option.id, LineOption.line_id == line.id))
        .order_by(LineOption.begins_on.desc())
        .add_columns(LineOption, threshold)
    )


def option_orders_of(line: Line) -> Select[Order]:
    """What its holder ordered, the newest first."""
    return (
        select(Order)
        .where(Order.line_id == line.id, Order.customer_id == line.customer_id, Order.kind == OPTION_CHANGE)
        .where(Order.state.not_in((DRAFT, DROPPED)))
        .order_by(Order.id.desc())
        .limit(_MOST)
    )
