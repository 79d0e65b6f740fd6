"""The only writers of log-ins, posts, codes and keys."""

from civcenter.accounts.actions.codes import check_code, send_code
from civcenter.accounts.actions.keys import cut_key, note_use, revoke_key
from civcenter.accounts.actions.leaving import forget_log_in
from civcenter.accounts.actions.posts import (
    appoint,
    close_account,
    dismiss,
    open_account,
    rename_account,
    reopen_account,
    set_password,
)
from civcenter.accounts.actions.tidying import tidy
from civcenter.accounts.actions.totp import bind_totp, check_totp, reset_totp

__all__ = [
    "appoint",
    "bind_totp",
    "check_code",
    "check_totp",
    "close_account",
    "cut_key",
    "dismiss",
    "forget_log_in",
    "note_use",
    "open_account",
    "rename_account",
    "reopen_account",
    "reset_totp",
    "revoke_key",
    "send_code",
    "set_password",
    "tidy",
]
