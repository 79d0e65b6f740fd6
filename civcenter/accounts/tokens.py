"""Programs show a key instead of a password: header `Authorization: Token <key>`."""

from django.utils import timezone
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed

from civcenter.accounts.actions import note_use
from civcenter.accounts.actions.keys import digest
from civcenter.accounts.models import ApiToken

NOT_VALID = "这把钥匙不对、过期了或停用了。请找管账号的同事再开一把。"
WORD = b"token"


class TokenAuthentication(BaseAuthentication):
    """The log-in behind the key, with its posts and its divisions. `request.auth` is the ApiToken."""

    def authenticate(self, request):
        words = get_authorization_header(request).split()
        if not words or words[0].lower() != WORD:
            return None
        if len(words) != 2:
            raise AuthenticationFailed(NOT_VALID)
        at, hashed = timezone.now(), digest(words[1].decode("latin-1"))
        token = ApiToken.objects.valid(at).select_related("user").filter(key_hash=hashed).first()
        if token is None:
            raise AuthenticationFailed(NOT_VALID)
        note_use(token, at=at)
        return token.user, token

    def authenticate_header(self, request):
        return "Token"


class TokenScheme(OpenApiAuthenticationExtension):
    """How the schema names it."""

    target_class = "civcenter.accounts.tokens.TokenAuthentication"
    name = "Token"

    def get_security_definition(self, auto_schema):
        return {
            "type": "apiKey",
            "in": "header",
            "name": "Authorization",
            "description": "填 `Token ` 加钥匙。钥匙由 `./civ manage api_token 账号` 开出。",
        }
