"""What templates ask about roles."""

from django import template

from meterline.staff.permissions import Action
from meterline.staff.services import Person
from meterline.staff.services import may as may_somewhere

register = template.Library()


@register.filter
def may(user: Person, action: str) -> bool:
    """Whether somebody may do something in some branch. Raises ValueError for no action."""
    return may_somewhere(user, Action(action))
