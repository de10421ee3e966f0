from tariffs.models.cases import DrugIssue, EpisodeCost, ServiceRate, ServiceUse
from tariffs.models.centres import Attribution, CostCentre, DriverValue
from tariffs.models.costing import CostingRun, Scenario
from tariffs.models.fund_contract import PromisedCare
from tariffs.models.indicators import Indicator, IndicatorValue, StrategicNode
from tariffs.models.medical import MedicalRow
from tariffs.models.positions import Position
from tariffs.models.profiles import Beds, CareProfile, CareSetting
from tariffs.models.resources import ResourceLine
from tariffs.models.stay_counts import Admissions, StayMonth
from tariffs.models.tariff import Tariff
from tariffs.models.volumes import Quota, ReportedFigure, Stay, Volume

__all__ = [
    "Admissions",
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
    "ReportedFigure",
    "ResourceLine",
    "Scenario",
    "ServiceRate",
    "ServiceUse",
    "Stay",
    "StayMonth",
    "StrategicNode",
    "Tariff",
    "Volume",
]
