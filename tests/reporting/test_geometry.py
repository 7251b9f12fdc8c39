"""The projection against published and independent values, and what is drawn of an outline."""

from __future__ import annotations

import numpy as np
import pyproj
import pytest

from planner.reporting.geometry import RADIUS_KM, Albers, flatten, frame, projection, shapes


def test_albers_agrees_with_snyders_worked_example() -> None:
    """Snyder (1987), p. 291: sphere of radius 1, parallels 29.5 and 45.5, origin 23 N 96 W, point 35 N 75 W."""
    x, y = Albers((29.5, 45.5), -96.0, 23.0)(np.array([-75.0]), np.array([35.0]))
    assert x[0] / RADIUS_KM == pytest.approx(0.2952720, abs=5e-7)
    assert y[0] / RADIUS_KM == pytest.approx(0.2416774, abs=5e-7)


def test_albers_agrees_with_proj() -> None:
    lon, lat = np.array([75.0, 105.0, 130.0, 110.0]), np.array([39.0, 35.0, 47.0, 18.5])
    other = pyproj.Proj(f"+proj=aea +lat_1=25 +lat_2=47 +lon_0=105 +lat_0=35 +R={RADIUS_KM * 1000}")
    x, y = Albers((25, 47), 105, 35)(lon, lat)
    east, north = other(lon, lat)
    assert x == pytest.approx(np.array(east) / 1000, abs=1e-6)
    assert y == pytest.approx(np.array(north) / 1000, abs=1e-6)


def test_a_place_without_settings_gets_a_projection_of_its_own() -> None:
    own = projection({}, np.array([-60.0, -50.0]), np.array([-20.0, -10.0]))
    assert own.centre_lon == pytest.approx(-55.0)
    assert -20 < own.parallels[0] < own.parallels[1] < -10
    around_equator = projection({}, np.array([0.0, 1.0]), np.array([-5.0, 5.0]))
    assert np.isfinite(around_equator(np.array([0.5]), np.array([1.0]))).all()
    assert np.isfinite(projection({}, np.array([]), np.array([]))(np.array([0.0]), np.array([0.0]))).all()


def test_lines_are_parted_and_double_points_dropped() -> None:
    project = Albers((25, 47), 105, 35)
    near = np.array([[105.0, 35.0], [105.0001, 35.0], [106.0, 35.0]])
    x, y = flatten([near, near + 1], project)
    assert x.count(None) == 1
    assert len(x) == len(y) == 5


def test_frame_holds_largest_rings_and_leaves_far_islands_to_the_inset() -> None:
    square = [[100, 30], [110, 30], [110, 40], [100, 40], [100, 30]]
    island = [[112, 5], [112.1, 5], [112.1, 5.1], [112, 5]]
    geometry = {"type": "MultiPolygon", "coordinates": [[square], [island]]}
    dash = {"type": "LineString", "coordinates": [[108, 6], [109, 7]]}
    found = shapes(
        {"features": [{"geometry": geometry, "properties": {"id": "1"}}, {"geometry": dash, "properties": None}]}
    )
    assert [shape.closed for shape in found] == [True, False]
    project = Albers((25, 47), 105, 35)
    _, _, south, _ = frame(project, found, np.array([]), np.array([]))
    _, far = project(np.array([112.0]), np.array([5.0]))
    assert far[0] < south
