from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    # The label stays what it was when the tables were named.
    name = "exchange"
    label = "datasets"
