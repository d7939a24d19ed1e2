#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Makes tests/data/fixtures with the original tools, so that the readers are tested on what these really write.

The tests need none of this: the files are committed. To make them again:
    pip install --no-deps labelImg==1.8.6 lxml pandas numpy python-dateutil six PyYAML pillow
    pip download --no-deps labelme==5.4.1    # unpack it; its LabelFile needs no window
    python3 tests/data/make_fixtures.py PATH/labelme-5.4.1
Every image is 100 x 80 pixels; the tests make them.
"""
import pathlib
import sys
import types

import numpy
import pandas
from libs.pascal_voc_io import PascalVocWriter
from libs.yolo_io import YOLOWriter

FOLDER = pathlib.Path(__file__).parent / "fixtures"
BOXES = [("dog", 10, 20, 30, 40, False), ('a "b" <c> & \u00fc', 0, 0, 100, 80, True)]


def label_img():
    (FOLDER / "labelimg_voc").mkdir(parents=True, exist_ok=True)
    (FOLDER / "labelimg_yolo").mkdir(parents=True, exist_ok=True)
    voc = PascalVocWriter("photos", "a.jpg", (80, 100, 3), local_img_path="C:\\photos\\a.jpg")
    yolo = YOLOWriter("photos", "a.jpg", (80, 100, 3), local_img_path="C:\\photos\\a.jpg")
    for label, x1, y1, x2, y2, difficult in BOXES:
        voc.add_bnd_box(x1, y1, x2, y2, label, difficult)
        yolo.add_bnd_box(x1, y1, x2, y2, label, difficult)
    voc.save(str(FOLDER / "labelimg_voc/a.xml"))
    yolo.save([], str(FOLDER / "labelimg_yolo/a.txt"))


def labelme(source):
    sys.path.insert(0, source)
    sys.modules["qtpy"] = types.SimpleNamespace(QT_VERSION="5.15")  # asked for its version alone
    package = types.ModuleType("labelme")
    package.__path__ = [source + "/labelme"]
    package.__version__, package.PY2, package.QT4 = "5.4.1", False, False
    package.utils = types.SimpleNamespace()  # for images in memory, which are not written here
    package.logger = types.SimpleNamespace(logger=None)
    sys.modules.update({"labelme": package, "labelme.utils": package.utils, "labelme.logger": package.logger})
    from labelme.label_file import LabelFile

    (FOLDER / "labelme").mkdir(parents=True, exist_ok=True)
    shapes = [
        dict(label=label, points=[(x2, y1), (x1, y2)], group_id=None, description="d", shape_type="rectangle",
             flags={"difficult": difficult}, mask=None)
        for label, x1, y1, x2, y2, difficult in BOXES
    ]
    shapes.append(dict(label="leaf", points=[(1.25, 2.5), (30, 5), (7, 40)], group_id=3, description=None,
                       shape_type="polygon", flags={}, mask=None))
    LabelFile().save(str(FOLDER / "labelme/a.json"), shapes, "..\\photos\\a.jpg", 80, 100, flags={"night": True})


def tables():
    (FOLDER / "pandas").mkdir(parents=True, exist_ok=True)
    table = pandas.DataFrame(
        [("a.jpg", 100, 80, label, x1, y1, x2, y2, numpy.nan if difficult else 0.5, "two\nlines")
         for label, x1, y1, x2, y2, difficult in BOXES],
        columns=["filename", "width", "height", "class", "xmin", "ymin", "xmax", "ymax", "score", "note"])
    table.to_csv(FOLDER / "pandas/plain.csv", index=False)
    table.to_csv(FOLDER / "pandas/index_tabs.tsv", sep="\t")  # pandas' own first column has no name
    table.to_csv(FOLDER / "pandas/excel.csv", index=False, sep=";", decimal=",", encoding="utf-8-sig", lineterminator="\r\n")
    table.to_csv(FOLDER / "pandas/utf16.csv", index=False, encoding="utf-16")


if __name__ == "__main__":
    label_img()
    labelme(sys.argv[1])
    tables()
