// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/machine_labels/label_decisions.h"

#include <QStringList>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>

#include "core/assist/machine_labels.h"
#include "core/store/lookup.h"
#include "ui/canvas/region_document.h"
#include "ui/project/project_service.h"

namespace cloc::ui {
namespace {

// The labels of a project by name; those that are not there yet are made. Lives in the store's thread.
class LabelsByName {
 public:
  explicit LabelsByName(store::Project& project) : project_(project) {
    for (const auto& label : project.labels()) {
      exact_.try_emplace(label.name, label.id);
      folded_.try_emplace(folded(label.name), label.id);
    }
  }
  // Absent for an empty phrase.
  std::optional<store::LabelId> of(const std::string& phrase) {
    const auto name = assist::label_name_of(phrase);
    if (name.find_first_not_of(' ') == std::string::npos) return std::nullopt;
    if (const auto found = exact_.find(name); found != exact_.end()) return found->second;
    if (const auto found = folded_.find(folded(name)); found != folded_.end()) return found->second;
    const auto id = project_.label(name);
    exact_.emplace(name, id);
    folded_.emplace(folded(name), id);
    ++made_;
    return id;
  }
  int made() const { return made_; }

 private:
  static std::string folded(const std::string& name) {
    return QString::fromStdString(name).toCaseFolded().toStdString();
  }
  store::Project& project_;
  std::unordered_map<std::string, store::LabelId> exact_, folded_;
  int made_ = 0;
};

}  // namespace

struct LabelDecisions::Outcome {
  int done = 0, locked = 0, gone = 0, labelsMade = 0;
  std::unordered_map<std::string, store::LabelId> labels;  // by phrase

  // The change of one of them, as it is now.
  std::optional<store::Change> change(const store::Region& now, LabelDecision decision) {
    if (!assist::is_machine_label(now)) {
      ++gone;
    } else if (now.locked) {
      ++locked;
    } else {
      ++done;
      if (decision == LabelDecision::Reject) return assist::rejected(now);
      const auto label = now.label_id ? labels.end() : labels.find(now.caption);
      return label == labels.end() ? assist::accepted(now) : assist::accepted(now, label->second);
    }
    return std::nullopt;
  }
};

LabelDecisions::LabelDecisions(ProjectService& project, RegionDocument& document, WaitingLabels& waiting,
                               QObject* parent)
    : QObject(parent), project_(project), document_(document), waiting_(waiting) {}

void LabelDecisions::decide(const Keys& keys, LabelDecision decision, bool give) {
  if (keys.empty() || !project_.isOpen()) return;
  if (project_.summary()->read_only) {
    emit told(tr("This project can only be read: nothing was changed."));
    return;
  }
  give = give && decision == LabelDecision::Accept;
  if (keys.size() <= kMostHere) {
    decideHere(keys, decision, give);
  } else {
    decideInStore(keys, decision, give);
  }
}

// First the names, then the regions with the window's keys, then the step through the canvas.
void LabelDecisions::decideHere(const Keys& keys, LabelDecision decision, bool give) {
  auto outcome = std::make_shared<Outcome>();
  std::vector<store::RegionId> ids;
  std::vector<std::string> phrases;
  for (const auto key : keys) {
    const auto& label = waiting_.at(key);
    ids.push_back(label.region);
    if (give && !label.label) phrases.push_back(label.phrase.toStdString());
  }
  waiting_.hold(keys);
  if (!phrases.empty()) {
    project_.post(
        [outcome, phrases](store::Project& project) {
          LabelsByName labels(project);
          for (const auto& phrase : phrases) {
            if (const auto label = labels.of(phrase)) outcome->labels.emplace(phrase, *label);
          }
          outcome->labelsMade = labels.made();
        },
        this,
        [this, outcome] {
          if (outcome->labelsMade > 0) project_.reload();  // the window does not know them yet
        });
  }
  project_.findRegions(ids, this, [this, outcome, keys, decision](const std::vector<store::Region>& regions) {
    outcome->gone = static_cast<int>(keys.size() - regions.size());
    RegionEdits edits;
    for (const auto& region : regions) {
      if (auto change = outcome->change(region, decision)) edits.push_back(std::move(*change));
    }
    const QString text = decision == LabelDecision::Accept
                             ? tr("Accept %n machine label(s)", nullptr, outcome->done)
                             : tr("Reject %n machine label(s)", nullptr, outcome->done);
    document_.edit(std::move(edits), text);
    waiting_.release(keys);
    tell(*outcome, decision);
  });
}

void LabelDecisions::decideInStore(const Keys& keys, LabelDecision decision, bool give) {
  auto outcome = std::make_shared<Outcome>();
  auto ids = std::make_shared<std::vector<store::RegionId>>();
  for (const auto key : keys) ids->push_back(waiting_.at(key).region);
  waiting_.hold(keys);
  const auto count = static_cast<int>(keys.size());
  const bool accept = decision == LabelDecision::Accept;
  const QString text = accept ? tr("Accept %n machine label(s)", nullptr, count)
                              : tr("Reject %n machine label(s)", nullptr, count);
  emit told(accept ? tr("Accepting %n machine label(s)…", nullptr, count)
                   : tr("Rejecting %n machine label(s)…", nullptr, count));
  project_.applyMade(
      text,
      [outcome, ids, decision, give](store::Project& project) {
        const auto regions = store::Lookup(project).regions(*ids);
        outcome->gone = static_cast<int>(ids->size() - regions.size());
        if (give) {
          LabelsByName labels(project);
          for (const auto& region : regions) {
            if (region.label_id || region.locked || outcome->labels.contains(region.caption)) continue;
            if (const auto label = labels.of(region.caption)) outcome->labels.emplace(region.caption, *label);
          }
          outcome->labelsMade = labels.made();
        }
        store::Changes changes;
        for (const auto& region : regions) {
          if (auto change = outcome->change(region, decision)) changes.push_back(std::move(*change));
        }
        return changes;
      },
      this,
      [this, outcome, keys, decision] {
        waiting_.release(keys);
        if (outcome->labelsMade > 0) project_.reload();
        emit madeInStore();
        tell(*outcome, decision);
      });
}

void LabelDecisions::tell(const Outcome& outcome, LabelDecision decision) {
  QStringList parts;
  if (outcome.done > 0) {
    parts << (decision == LabelDecision::Accept
                  ? tr("%Ln machine label(s) accepted. Ctrl+Z takes it back.", nullptr, outcome.done)
                  : tr("%Ln machine label(s) rejected. Ctrl+Z takes it back.", nullptr, outcome.done));
  }
  if (outcome.labelsMade > 0) parts << tr("%Ln new label(s) made.", nullptr, outcome.labelsMade);
  if (outcome.gone > 0) parts << tr("%Ln had been changed meanwhile.", nullptr, outcome.gone);
  if (outcome.locked > 0) parts << tr("%Ln locked: unlock in the image first (L).", nullptr, outcome.locked);
  emit told(parts.join(QLatin1Char(' ')));
}

}  // namespace cloc::ui
