// SPDX-License-Identifier: GPL-3.0-or-later
// Label by example: regions like the example in a review grid, a threshold with the count above it, and one
// button that gives them all the label, as one step. Asks AssistService and writes through the document of
// the canvas, so that undo takes it back as everything else.
//
// What is written: the accepted ones. "Accept all above" accepts what scores at least the threshold and was
// not rejected; regions with another label are left out of it, unless the box for them is ticked.
#pragma once

#include <QWidget>
#include <optional>
#include <vector>

#include "ui/assist/assist_service.h"
#include "ui/gallery/picture_cache.h"

class QCheckBox;
class QComboBox;
class QLabel;
class QPushButton;
class QSlider;

namespace cloc::ui {

class RegionDocument;
class ReviewGrid;

class ExamplePanel : public QWidget {
  Q_OBJECT

 public:
  struct Parts {
    ProjectService& project;
    EngineService& engine;
    AssistService& assist;
    RegionDocument& document;
  };
  // All of them outlive this.
  ExamplePanel(const Parts& parts, DecoderSource decoder, QWidget* parent);

  // Looks for what is like these boxes; `label`: that is proposed to be given, may be empty.
  void start(const std::vector<engine::BoxTerm>& examples, const QString& label);
  void clear();
  ReviewGrid& grid() { return *grid_; }

 signals:
  void activated(cloc::store::ImageId image, const cloc::PixelBox& box);
  void told(const QString& text);

 private:
  void find();
  void take(const assist::Candidates& candidates);
  void thresholdMoved();
  void showCounts();
  void showProblem(const QString& message);
  void acceptAbove();
  void apply();
  void giveLabel(store::LabelId label);
  void write(const store::Changes& changes, const assist::LabelOutcome& outcome);
  std::optional<store::LabelId> labelId() const;

  Parts parts_;
  QComboBox* label_;
  QSlider* threshold_;
  QLabel *counts_, *notice_, *keys_;
  QCheckBox* relabel_;
  QPushButton *acceptAbove_, *rank_, *apply_;
  ReviewGrid* grid_;
  assist::ExampleQuery query_;
  std::size_t examples_ = 0;
  std::int64_t labelled_ = 0, covered_ = 0, locked_ = 0;
  bool more_ = false;
  quint64 embedding_ = 0, finding_ = 0, changing_ = 0;
};

}  // namespace cloc::ui
