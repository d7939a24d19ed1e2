// SPDX-License-Identifier: GPL-3.0-or-later
// The page of the image: the canvas alone, or beside it a second view of the same image, each with a title,
// to compare two models. It lays out and switches; what the two show is the grounding controller's.
#pragma once

#include <QString>
#include <QWidget>

class QFrame;
class QLabel;
class QSplitter;

namespace cloc::ui {

class CanvasView;
class LinkedView;

class CompareArea : public QWidget {
  Q_OBJECT

 public:
  // Takes the canvas in.
  explicit CompareArea(CanvasView* canvas, QWidget* parent = nullptr);
  ~CompareArea() override;

  LinkedView& other() { return *other_; }
  bool isCompared() const { return compared_; }
  // Two views, equally wide, or the canvas alone.
  void setCompared(bool compared);

  // Of the strip above a view: the model's name, and what is to be said of it (that it is being asked); may
  // be empty.
  struct Title {
    QString name;
    QString state = {};
  };
  void setTitles(const Title& canvas, const Title& other);
  QString canvasTitle() const;
  QString otherTitle() const;

 private:
  struct Strip {
    QFrame* frame = nullptr;
    QLabel *name = nullptr, *state = nullptr;
  };
  Strip addSide(QWidget* view);

  CanvasView* canvas_;
  QSplitter* splitter_;
  LinkedView* other_;
  Strip canvasStrip_, otherStrip_;
  bool compared_ = false;
};

}  // namespace cloc::ui
