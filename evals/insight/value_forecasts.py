"""Sales of the months ahead, foretold from each month of the last year: held against what came."""

from collections.abc import Iterator, Sequence

from crm.insight.value.forecast import YEAR, Forecast, Series, forecasts
from evals.insight.value_companies import PARTS, MadeUp

AHEAD = (1, 2)
MONTHS = 12


def forecast_lines(companies: Sequence[MadeUp]) -> Iterator[str]:
    """Gives the lines of the table, a kind of part and a distance each."""
    yield f"Sales by month, foretold from each of {MONTHS} months: errors as a share of all sales"
    yield "part     ahead  forecasts  within 80 %  ours   last month  same month last year"
    for part in PARTS:
        for ahead in AHEAD:
            yield _line(part, ahead, [one.months[part] for one in companies])


def _line(part: str, ahead: int, companies: Sequence[Series]) -> str:
    count = within = 0
    own = naive = seasonal = sales = 0.0
    for series in companies:
        for known, found in _foretold(series, ahead):
            for key, forecast in found.items():
                came = series[key][known + ahead - 1]
                count += 1
                within += forecast.low <= came <= forecast.high
                own += abs(came - forecast.value)
                naive += abs(came - series[key][known - 1])
                seasonal += abs(came - series[key][known + ahead - 1 - YEAR])
                sales += came
    return (
        f"{part:<8} {ahead:>5}  {count:>9}  {within / count:>11.1%}  {own / sales:>5.1%}  "
        f"{naive / sales:>10.1%}  {seasonal / sales:>20.1%}"
    )


def _foretold(series: Series, ahead: int) -> Iterator[tuple[int, dict[str, Forecast]]]:
    whole = min(map(len, series.values()))
    for known in range(whole - MONTHS - ahead + 1, whole - ahead + 1):
        yield known, forecasts({key: each[:known] for key, each in series.items()}, ahead)
