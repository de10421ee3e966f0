from tariffs.models.cases import DrugIssue, EpisodeCost, ServiceRate, ServiceUse
from tariffs.models.centres import Attribution, CostCentre, DriverValue
from tariffs.models.costing import CostingRun, Scenario
from tariffs.models.fund_contract import PromisedCare
from tariffs.models.indicators import Indicator, IndicatorValue, StrategicNode
from tariffs.models.medical import MedicalRow
from tariffs.models.positions import Position
from tariffs.models.profiles import Beds, CareProfile, CareSetting
from tariffs.models.resources import ResourceLine
from tariffs.models.stay_sums import ReferralSum, StaySum
from tariffs.models.tariff import Tariff
from tariffs.models.volumes import Quota, ReportedFigure, Stay, Transfer, Volume

__all__ = [
    "Attribution",
    "Beds",
    "CareProfile",
    "CareSetting",
    "CostCentre",
    "CostingRun",
    "DriverValue",
    "DrugIssue",
    "EpisodeCost",
    "Indicator",
    "IndicatorValue",
    "MedicalRow",
    "Position",
    "PromisedCare",
    "Quota",
    "ReferralSum",
    "ReportedFigure",
    "ResourceLine",
    "Scenario",
    "ServiceRate",
    "ServiceUse",
    "Stay",
    "StaySum",
    "StrategicNode",
    "Tariff",
    "Transfer",
    "Volume",
]
