// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/window/grounding_controller.h"

#include <utility>

#include "core/base/atomic_file.h"
#include "core/base/error.h"
#include "ui/base/pool_work.h"
#include "ui/canvas/canvas_view.h"
#include "ui/grounding/grounding_export.h"
#include "ui/grounding/grounding_panel.h"
#include "ui/theme/theme.h"
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

}  // namespace

GroundingController::GroundingController(EngineService& engine, ImageNavigator& navigator, CanvasView& canvas,
                                         GroundingPanel& panel, QObject* parent)
    : QObject(parent), engine_(engine), navigator_(navigator), canvas_(canvas), panel_(panel) {
  connect(&panel_, &GroundingPanel::phrasesChanged, this, &GroundingController::ask);
  connect(&panel_, &GroundingPanel::shownChanged, this, &GroundingController::show);
  connect(&panel_, &GroundingPanel::heatChanged, this, &GroundingController::askHeat);
  connect(&panel_, &GroundingPanel::opacityChanged, this, &GroundingController::show);
  connect(&panel_, &GroundingPanel::compareModelChanged, this, &GroundingController::askComparison);
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
            if (request != heat_ || maps.empty()) return;
            map_ = maps.front();
            show();
          });
  connect(&engine_, &EngineService::requestFailed, this,
          [this](quint64 request, EngineService::Channel, const QString& message) {
            if (request == request_ || request == comparison_ || request == heat_) panel_.setNotice(message);
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

void GroundingController::ask() {
  found_.clear();
  panel_.clearAnswers();
  panel_.setNotice({});
  const bool possible = active_ && navigator_.image() != 0 && engine_.state() == EngineService::State::Ready;
  if (possible && !engine_.model().grounds) {
    panel_.setNotice(tr("This model finds no boxes for phrases: it was trained without a Prompter."));
  } else if (possible && !panel_.phrases().isEmpty()) {
    request_ = engine_.ground(navigator_.path(), toTexts(panel_.phrases()));
  } else {
    engine_.drop(EngineService::Channel::Grounding);
  }
  askComparison();
  askHeat();
}

void GroundingController::askComparison() {
  compared_.clear();
  if (active_ && navigator_.image() != 0 && engine_.state() == EngineService::State::Ready &&
      !panel_.compareModel().empty() && !panel_.phrases().isEmpty()) {
    comparison_ = engine_.compare(navigator_.path(), toTexts(panel_.phrases()), panel_.compareModel());
  } else {
    engine_.drop(EngineService::Channel::Compare);
  }
  show();
}

void GroundingController::askHeat() {
  map_ = {};
  const int phrase = panel_.heatPhrase();
  if (active_ && navigator_.image() != 0 && engine_.state() == EngineService::State::Ready && phrase >= 0) {
    heat_ = engine_.heat(navigator_.path(), {panel_.phrases()[phrase].toStdString()}, kHeatCells);
  } else {
    engine_.drop(EngineService::Channel::Heat);
  }
  show();
}

void GroundingController::show() {
  std::vector<CanvasOverlayBox> overlays;
  const auto add = [&](const std::vector<engine::GroundedPhrase>& phrases, Qt::PenStyle style) {
    for (std::size_t i = 0; i < phrases.size(); ++i) {
      if (!panel_.isShown(static_cast<int>(i)) || !phrases[i].box.valid()) continue;
      overlays.push_back({phrases[i].box,
                          QStringLiteral("%1  %2")
                              .arg(QString::fromStdString(phrases[i].phrase))
                              .arg(static_cast<double>(phrases[i].score), 0, 'f', 2),
                          seriesColour(static_cast<std::int64_t>(i)), style});
    }
  };
  if (active_) {
    add(found_, Qt::SolidLine);
    add(compared_, Qt::DashLine);
  }
  canvas_.setOverlays(std::move(overlays));
  if (active_ && map_.rows > 0 && panel_.heatPhrase() >= 0) {
    canvas_.setHeatMap(
        HeatMap{map_.rows, map_.columns, map_.values, {}, static_cast<double>(panel_.heatOpacity())});
  } else {
    canvas_.setHeatMap(std::nullopt);
  }
}

void GroundingController::exportPng(const QString& path) {
  write(path, [path, snapshot = canvas_.snapshot()] {
    const QSize size = snapshot.imageSize.boundedTo({kPictureSide, kPictureSide});
    if (!renderPicture(snapshot, size).save(path, "PNG")) {
      throw Error(ErrorKind::Io,
                  "Cannot write " + path.toStdString() + ". Choose a folder that you may write to.");
    }
  });
}

void GroundingController::exportSvg(const QString& path) {
  write(path, [path, snapshot = canvas_.snapshot()] { writeSvg(snapshot, path.toStdString()); });
}

void GroundingController::exportCoco(const QString& path) {
  const QSize size = canvas_.document()->imageSize();
  write(path, [path, text = groundingsToCoco(navigator_.path(), size.width(), size.height(), found_)] {
    write_text_file(path.toStdString(), text.toStdString());
  });
}

void GroundingController::write(const QString& path, std::function<void()> work) {
  runOnPool(this, std::move(work), [this, path](const QString& problem) {
    problem.isEmpty() ? emit exported(path) : emit exportFailed(problem);
  });
}

}  // namespace cloc::ui
