from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    # The label stays what it was when the tables were named.
    name = "exchange"
    label = "datasets"

    def ready(self) -> None:
        from django.contrib.auth import get_user_model

        from exchange.outgoing.selection import refuse_word_of_sets

        field = get_user_model()._meta.get_field("username")
        field.validators.append(refuse_word_of_sets)  # pages, admin and createsuperuser all clean the field
