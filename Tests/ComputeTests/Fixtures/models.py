"""Makes models.json: what scikit-learn says of small tables. Needs scikit-learn (1.9.1 made the file)."""

import json
import os

import numpy
from sklearn.cluster import DBSCAN, KMeans
from sklearn.decomposition import PCA
from sklearn.linear_model import LinearRegression, Ridge
from sklearn.preprocessing import StandardScaler

random = numpy.random.default_rng(11)


def components(rows, count):
    model = PCA(n_components=count, svd_solver="full").fit(rows)
    values = model.transform(rows)
    for place, component in enumerate(model.components_):
        if component[numpy.argmax(numpy.abs(component))] < 0:
            values[:, place] *= -1
    return values.T.tolist()


mixed = random.normal(size=(60, 4)) @ random.normal(size=(4, 4)) + [1000, -3, 0.5, 0]
crowds = numpy.concatenate(
    [random.normal(centre, 0.4, size=(25, 3)) for centre in ([0, 0, 0], [6, 0, 5], [0, 7, -4], [9, 9, 9])]
)
random.shuffle(crowds)
scaled = StandardScaler().fit_transform(crowds)

# Two crescents and noise, which only DBSCAN tells apart.
turn = random.uniform(0, numpy.pi, size=150)
crescents = numpy.concatenate(
    [
        numpy.column_stack([numpy.cos(turn), numpy.sin(turn)]),
        numpy.column_stack([1 - numpy.cos(turn), 0.5 - numpy.sin(turn)]),
    ]
)
crescents = numpy.concatenate([crescents + random.normal(scale=0.06, size=crescents.shape),
                               random.uniform(-2, 3, size=(40, 2))])
random.shuffle(crescents)
moons = StandardScaler().fit_transform(crescents)

series = numpy.cumsum(random.normal(size=80)) + numpy.arange(80) * 0.2 + 3 * numpy.sin(numpy.arange(80) / 3)


def forecast(model, lags, horizon):
    windows = numpy.array([[series[row - lag] for lag in range(lags)] for row in range(lags - 1, len(series))])
    known = len(windows) - horizon
    targets = series[lags - 1 + horizon:]
    model.fit(windows[:known], targets)
    values = model.predict(windows)
    rest = targets - values[:known]
    deviation = float(numpy.sqrt(numpy.sum(rest**2) / (known - lags - 1)))
    return {"values": [None] * (lags - 1) + values.tolist(), "deviation": deviation}


result = {
    "mixed": mixed.T.tolist(),
    "pca": components(mixed, 3),
    "crowds": crowds.T.tolist(),
    "kmeans": KMeans(n_clusters=4, n_init=10, random_state=0).fit_predict(scaled).tolist(),
    "crescents": crescents.T.tolist(),
    "dbscan": [
        {"eps": eps, "least": least,
         "labels": DBSCAN(eps=eps, min_samples=least).fit_predict(moons).tolist()}
        for eps, least in ((0.2, 5), (0.25, 1), (0.3, 8), (0.5, 5), (0.15, 3))
    ],
    "crowdsDBSCAN": DBSCAN(eps=0.5, min_samples=5).fit_predict(scaled).tolist(),
    "series": series.tolist(),
    "linear": forecast(LinearRegression(), 3, 2),
    "ridge": forecast(Ridge(alpha=2.5), 4, 1),
}
path = os.path.join(os.path.dirname(__file__), "models.json")
with open(path, "w") as file:
    json.dump(result, file)
    file.write("\n")
