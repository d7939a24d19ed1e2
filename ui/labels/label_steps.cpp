// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/labels/label_steps.h"

#include <algorithm>

#include "core/base/error.h"
#include "core/store/label_edits.h"
#include "ui/canvas/region_document.h"
#include "ui/project/project_service.h"

namespace cloc::ui {

const store::Label* findLabel(const std::vector<store::Label>& labels, store::LabelId id) {
  const auto found =
      std::find_if(labels.begin(), labels.end(), [id](const auto& one) { return one.id == id; });
  return found == labels.end() ? nullptr : &*found;
}
namespace {

using store::Label;
using store::LabelId;

QString nameOf(const std::vector<Label>& labels, LabelId id) {
  const auto* label = findLabel(labels, id);
  return label == nullptr ? QString() : QString::fromStdString(label->name);
}

// Makes `labels` what they are after `changes`.
void perform(const store::Changes& changes, std::vector<Label>& labels) {
  using Kind = store::Change::Kind;
  for (const auto& change : changes) {
    if (change.kind == Kind::ChangeLabel) {
      const auto& after = change.label->after;
      std::replace_if(
          labels.begin(), labels.end(), [&](const Label& one) { return one.id == after.id; }, after);
    } else if (change.kind == Kind::RemoveLabel) {
      std::erase_if(labels, [&](const Label& one) { return one.id == change.label->before.id; });
    }
  }
}

}  // namespace

LabelSteps::LabelSteps(ProjectService& project, RegionDocument& document, QObject* parent)
    : QObject(parent), project_(project), document_(document) {
  connect(&project_, &ProjectService::pendingChanged, this, &LabelSteps::runWaiting);
  connect(&project_, &ProjectService::closed, this, [this] { waiting_.clear(); });
}

void LabelSteps::run(std::function<Step(Labels)> make) {
  if (!project_.isOpen()) return;
  emit begun();
  waiting_.push_back(std::move(make));
  runWaiting();
}

void LabelSteps::runWaiting() {
  while (!waiting_.empty() && project_.pending() == 0 && !document_.waiting()) {
    const auto make = std::move(waiting_.front());
    waiting_.pop_front();
    try {
      auto [changes, text] = make(project_.labels());
      document_.editProject(std::move(changes), text);
    } catch (const Error& error) {
      emit refused(QString::fromUtf8(error.what()));
    }
  }
}

store::Changes LabelSteps::each(
    Labels labels, const std::vector<LabelId>& ids,
    const std::function<store::Changes(const Labels&, const store::Label&)>& change) {
  store::Changes all;
  for (const auto id : ids) {
    const auto* label = findLabel(labels, id);
    if (label == nullptr) continue;
    auto changes = change(labels, Label(*label));
    perform(changes, labels);
    all.insert(all.end(), std::make_move_iterator(changes.begin()), std::make_move_iterator(changes.end()));
  }
  return all;
}

void LabelSteps::add(std::vector<Label> wanted) {
  run([this, wanted = std::move(wanted)](const Labels& labels) -> Step {
    auto changes = store::add_labels(labels, wanted);
    const int fresh = static_cast<int>(changes.size());
    emit added(fresh, static_cast<int>(wanted.size()));
    return {std::move(changes), tr("add %n label(s)", nullptr, fresh)};
  });
}

void LabelSteps::rename(LabelId id, const QString& name) {
  run([id, name](const Labels& labels) -> Step {
    const auto* before = findLabel(labels, id);
    if (before == nullptr) return {};
    auto after = *before;
    after.name = name.toStdString();
    return {store::change_label(labels, after), tr("rename the label \"%1\"").arg(nameOf(labels, id))};
  });
}

void LabelSteps::setColour(const std::vector<LabelId>& ids, const QColor& colour) {
  run([ids,
       text = colour.isValid() ? colour.name().toStdString() : std::string()](const Labels& labels) -> Step {
    auto changes = each(labels, ids, [&](const Labels& now, Label label) {
      label.details.colour = text;
      return store::change_label(now, label);
    });
    return {std::move(changes), tr("colour of %n label(s)", nullptr, static_cast<int>(ids.size()))};
  });
}

void LabelSteps::setHotkey(LabelId id, const QString& key) {
  const QString wanted = key.trimmed().toLower();
  if (wanted.size() > 1) {
    emit refused(tr("A label's key is one letter, digit or sign; \"%1\" is not.").arg(wanted));
    return;
  }
  const QString command = wanted.isEmpty() || !commandOf_ ? QString() : commandOf_(wanted);
  if (!command.isEmpty()) {
    emit refused(
        tr("%1 is the key of the command \"%2\", which would come first. Choose another key, or change "
           "the command's in the settings.")
            .arg(wanted.toUpper(), command));
    return;
  }
  run([id, key = wanted.toStdString()](const Labels& labels) -> Step {
    const auto* before = findLabel(labels, id);
    if (before == nullptr) return {};
    auto after = *before;
    after.hotkey = key;
    return {store::change_label(labels, after), tr("key of the label \"%1\"").arg(nameOf(labels, id))};
  });
}

void LabelSteps::move(const std::vector<LabelId>& ids, const QString& parent) {
  run([ids, parent](const Labels& labels) -> Step {
    auto changes = each(labels, ids, [&](const Labels& now, const Label& label) {
      return store::move_label(now, label.id, parent.toStdString());
    });
    const int count = static_cast<int>(ids.size());
    return {std::move(changes), parent.isEmpty()
                                    ? tr("move %n label(s) to the top", nullptr, count)
                                    : tr("move %n label(s) below \"%1\"", nullptr, count).arg(parent)};
  });
}

void LabelSteps::merge(const std::vector<LabelId>& ids, LabelId into) {
  run([ids, into](const Labels& labels) -> Step {
    auto changes = each(labels, ids, [&](const Labels& now, const Label& label) {
      return label.id == into ? store::Changes() : store::merge_labels(now, label.id, into);
    });
    return {std::move(changes), tr("merge into the label \"%1\"").arg(nameOf(labels, into))};
  });
}

void LabelSteps::remove(const std::vector<LabelId>& ids, std::optional<LabelId> instead) {
  run([ids, instead](const Labels& labels) -> Step {
    auto changes = each(labels, ids, [&](const Labels& now, const Label& label) {
      return store::remove_label(now, label.id, instead);
    });
    return {std::move(changes), tr("delete %n label(s)", nullptr, static_cast<int>(ids.size()))};
  });
}

}  // namespace cloc::ui
