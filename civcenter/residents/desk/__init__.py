"""What staff look at and say of people."""

from civcenter.residents.desk.looks import reveal_page

__all__ = ["reveal_page"]
