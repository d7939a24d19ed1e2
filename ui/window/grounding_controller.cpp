// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/window/grounding_controller.h"

#include <optional>
#include <utility>

#include "core/base/atomic_file.h"
#include "core/base/error.h"
#include "ui/base/pool_work.h"
#include "ui/canvas/canvas_view.h"
#include "ui/canvas/linked_view.h"
#include "ui/grounding/grounding_panel.h"
#include "ui/theme/theme.h"
#include "ui/window/compare_area.h"
#include "ui/window/image_navigator.h"

namespace cloc::ui {
namespace {

constexpr int kHeatCells = 48;  // along the image's long side
constexpr int kPictureSide = 4096;

std::vector<std::string> toTexts(const QStringList& phrases) {
  std::vector<std::string> texts;
  for (const auto& phrase : phrases) texts.push_back(phrase.toStdString());
  return texts;
}

std::optional<HeatMap> shown(const engine::HeatMap& map, float opacity) {
  if (map.rows == 0) return {};
  return HeatMap{map.rows, map.columns, map.values, {}, static_cast<double>(opacity)};
}

}  // namespace

GroundingController::GroundingController(EngineService& engine, ImageNavigator& navigator, CanvasView& canvas,
                                         CompareArea& area, GroundingPanel& panel, QObject* parent)
    : QObject(parent), engine_(engine), navigator_(navigator), canvas_(canvas), area_(area), panel_(panel) {
  connect(&panel_, &GroundingPanel::phrasesChanged, this, &GroundingController::ask);
  connect(&panel_, &GroundingPanel::shownChanged, this, &GroundingController::show);
  connect(&panel_, &GroundingPanel::heatChanged, this, &GroundingController::askHeat);
  connect(&panel_, &GroundingPanel::opacityChanged, this, &GroundingController::show);
  connect(&panel_, &GroundingPanel::compareModelChanged, this, [this] {
    panel_.setNotice({});
    askComparison();
    askHeat();
  });
  connect(&panel_, &GroundingPanel::phraseActivated, this, [this](int phrase) {
    if (phrase < static_cast<int>(found_.size())) canvas_.pulse(found_[static_cast<std::size_t>(phrase)].box);
  });
  connect(&panel_, &GroundingPanel::keepRequested, this, [this](int phrase) {
    if (phrase >= static_cast<int>(found_.size())) return;
    const auto& found = found_[static_cast<std::size_t>(phrase)];
    emit keepRequested(found.box, QString::fromStdString(found.phrase));
  });
  connect(&navigator_, &ImageNavigator::opened, this, &GroundingController::ask);
  connect(&navigator_, &ImageNavigator::closed, this, &GroundingController::ask);
  connect(&engine_, &EngineService::stateChanged, this, [this](EngineService::State state) {
    if (state == EngineService::State::Ready) ask();
  });
  connect(&engine_, &EngineService::grounded, this,
          [this](quint64 request, const std::vector<engine::GroundedPhrase>& found) {
            if (request != request_) return;
            found_ = found;
            panel_.setGrounded(found);
            show();
          });
  connect(&engine_, &EngineService::compared, this,
          [this](quint64 request, const std::vector<engine::GroundedPhrase>& found) {
            if (request != comparison_) return;
            compared_ = found;
            panel_.setCompared(found);
            show();
          });
  connect(&engine_, &EngineService::heated, this,
          [this](quint64 request, const std::vector<engine::HeatMap>& maps) {
            if (maps.empty() || (request != heat_ && request != otherHeat_)) return;
            (request == heat_ ? map_ : otherMap_) = maps.front();
            show();
          });
  connect(&engine_, &EngineService::requestFailed, this,
          [this](quint64 request, EngineService::Channel, const QString& message) {
            if (request == 0) return;
            const bool other = request == comparison_ || request == otherHeat_;
            if (!other && request != request_ && request != heat_) return;
            panel_.setNotice(other ? tr("%1: %2").arg(otherName(), message) : message);
            comparisonFailed_ = comparisonFailed_ || request == comparison_;
            ownFailed_ = ownFailed_ || request == request_;
            showTitles();
          });
}

void GroundingController::setActive(bool active) {
  if (active == active_) return;
  active_ = active;
  if (active) {
    ask();
  } else {
    show();
  }
}

void GroundingController::setSideBySide(bool sideBySide) {
  if (sideBySide == sideBySide_) return;
  sideBySide_ = sideBySide;
  askHeat();  // of the other model only when it has a view of its own
}

bool GroundingController::canAsk() const {
  return active_ && navigator_.image() != 0 && engine_.state() == EngineService::State::Ready;
}

void GroundingController::ask() {
  found_.clear();
  request_ = 0;
  ownFailed_ = false;
  panel_.clearAnswers();
  panel_.setNotice({});
  if (canAsk() && !engine_.model().grounds) {
    panel_.setNotice(tr("This model finds no boxes for phrases: it has no Prompter. Fine-tuning adds one."));
  } else if (canAsk() && !panel_.phrases().isEmpty()) {
    request_ = engine_.ground(navigator_.path(), toTexts(panel_.phrases()));
  } else {
    engine_.drop(EngineService::Channel::Grounding);
  }
  askComparison();
  askHeat();
}

void GroundingController::askComparison() {
  compared_.clear();
  panel_.clearCompared();
  comparisonFailed_ = false;
  comparison_ = 0;
  if (canAsk() && !panel_.compareModel().empty() && !panel_.phrases().isEmpty()) {
    comparison_ = engine_.compare(navigator_.path(), toTexts(panel_.phrases()), panel_.compareModel());
  } else {
    engine_.drop(EngineService::Channel::Compare);
  }
  show();
}

void GroundingController::askHeat() {
  map_ = otherMap_ = {};
  heat_ = otherHeat_ = 0;
  const int phrase = panel_.heatPhrase();
  const bool wanted = canAsk() && phrase >= 0;
  const auto text = [&] { return std::vector<std::string>{panel_.phrases()[phrase].toStdString()}; };
  if (wanted) {
    heat_ = engine_.heat(navigator_.path(), text(), kHeatCells);
  } else {
    engine_.drop(EngineService::Channel::Heat);
  }
  if (wanted && sideBySide_ && !panel_.compareModel().empty()) {
    otherHeat_ = engine_.compareHeat(navigator_.path(), text(), kHeatCells, panel_.compareModel());
  } else {
    engine_.drop(EngineService::Channel::CompareHeat);
  }
  show();
}

QString GroundingController::ownName() const {
  const QString name = panel_.modelName(engine_.model().folder);
  return name.isEmpty() ? QString::fromStdString(engine_.model().name) : name;
}

QString GroundingController::otherName() const {
  return panel_.modelName(panel_.compareModel());
}

std::vector<CanvasOverlayBox> GroundingController::overlaysOf(
    const std::vector<engine::GroundedPhrase>& phrases, const QString& model, Qt::PenStyle style) const {
  std::vector<CanvasOverlayBox> overlays;
  for (std::size_t i = 0; i < phrases.size(); ++i) {
    if (!panel_.isShown(static_cast<int>(i)) || !phrases[i].box.valid()) continue;
    const QString text = QStringLiteral("%1  %2")
                             .arg(QString::fromStdString(phrases[i].phrase))
                             .arg(static_cast<double>(phrases[i].score), 0, 'f', 2);
    overlays.push_back({phrases[i].box, text, seriesColour(static_cast<std::int64_t>(i)), style,
                        QStringLiteral("%1  (%2)").arg(text, model)});
  }
  return overlays;
}

void GroundingController::show() {
  const bool comparing = active_ && navigator_.image() != 0 && !panel_.compareModel().empty();
  const bool beside = comparing && sideBySide_;
  area_.setCompared(beside);
  showTitles();
  std::vector<CanvasOverlayBox> own, other;
  if (active_) own = overlaysOf(found_, ownName(), Qt::SolidLine);
  if (comparing) other = overlaysOf(compared_, otherName(), beside ? Qt::SolidLine : Qt::DashLine);
  if (!beside) {
    own.insert(own.end(), other.begin(), other.end());
    other.clear();
  }
  canvas_.setOverlays(std::move(own));
  area_.other().setOverlays(std::move(other));
  const bool heat = active_ && panel_.heatPhrase() >= 0;
  canvas_.setHeatMap(heat ? shown(map_, panel_.heatOpacity()) : std::nullopt);
  area_.other().setHeatMap(heat && beside ? shown(otherMap_, panel_.heatOpacity()) : std::nullopt);
}

// What is being waited for, so that a view without boxes is not taken for an answer.
void GroundingController::showTitles() {
  panel_.setModelNames(ownName(), otherName());
  if (!area_.isCompared()) return;
  const auto state = [this](bool answered, bool failed, bool asked) {
    if (failed) return tr("no answer");
    if (panel_.phrases().isEmpty()) return tr("no phrase yet");
    return answered || !asked ? QString() : tr("looking…");
  };
  area_.setTitles({ownName(), state(!found_.empty(), ownFailed_, request_ != 0)},
                  {otherName(), state(!compared_.empty(), comparisonFailed_, comparison_ != 0)});
}

std::vector<TitledSnapshot> GroundingController::snapshots() const {
  if (!area_.isCompared()) return {{QString(), canvas_.snapshot()}};
  return {{ownName(), canvas_.snapshot()}, {otherName(), area_.other().snapshot()}};
}

void GroundingController::exportPng(const QString& path) {
  write(path, [path, snapshots = snapshots()] {
    if (!renderSideBySide(snapshots, {kPictureSide, kPictureSide}).save(path, "PNG")) {
      throw Error(ErrorKind::Io,
                  "Cannot write " + path.toStdString() + ". Choose a folder that you may write to.");
    }
  });
}

void GroundingController::exportSvg(const QString& path) {
  write(path, [path, snapshots = snapshots()] { writeSvg(snapshots, path.toStdString()); });
}

void GroundingController::exportCoco(const QString& path) {
  const QSize size = canvas_.document()->imageSize();
  std::vector<GroundedBy> models{{ownName(), engine_.model().folder, found_}};
  if (!compared_.empty()) models.push_back({otherName(), panel_.compareModel(), compared_});
  write(path, [path, image = navigator_.path(), size, models = std::move(models)] {
    const QByteArray text = groundingsToCoco(image, size.width(), size.height(), models);
    write_text_file(path.toStdString(), text.toStdString());
  });
}

void GroundingController::write(const QString& path, std::function<void()> work) {
  runOnPool(this, std::move(work), [this, path](const QString& problem) {
    problem.isEmpty() ? emit exported(path) : emit exportFailed(problem);
  });
}

}  // namespace cloc::ui
