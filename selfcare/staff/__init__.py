from selfcare.staff import (  # each adds its pages
    call_views,
    complaint_views,
    customer_views,
    desk_views,
    failure_views,
    me_views,
    money_views,
    order_views,
    people_views,
    question_views,
    sim_views,
    views,
)
from selfcare.staff.counter import pages

__all__ = [
    "call_views",
    "complaint_views",
    "customer_views",
    "desk_views",
    "failure_views",
    "me_views",
    "money_views",
    "order_views",
    "pages",
    "people_views",
    "question_views",
    "sim_views",
    "views",
]
