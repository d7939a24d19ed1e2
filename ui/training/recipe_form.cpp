// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/training/recipe_form.h"

#include <QFileDialog>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QLocale>
#include <QMenu>
#include <QShortcut>
#include <QVBoxLayout>
#include <algorithm>
#include <memory>

#include "ui/base/pool_work.h"
#include "ui/theme/theme.h"

namespace cloc::ui {
namespace {

using Type = RecipeFieldInfo::Type;

QString sectionTitle(const QString& section) {
  QString title = section;
  if (!title.isEmpty()) title[0] = title[0].toUpper();
  return title;
}

}  // namespace

RecipeForm::RecipeForm(QWidget* parent)
    : QWidget(parent), search_(new QLineEdit(this)), scroll_(new QScrollArea(this)), nothing_(nullptr) {
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(0);
  layout->addWidget(buildTop());
  scroll_->setWidgetResizable(true);
  scroll_->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  layout->addWidget(scroll_, 1);
  layout->addWidget(buildBottom());

  auto* find = new QShortcut(QKeySequence::Find, this);
  find->setContext(Qt::WidgetWithChildrenShortcut);
  connect(find, &QShortcut::activated, search_, qOverload<>(&QWidget::setFocus));
  for (const auto key : {Qt::CTRL | Qt::Key_Return, Qt::CTRL | Qt::Key_Enter}) {
    auto* go = new QShortcut(QKeySequence(key), this);
    go->setContext(Qt::WidgetWithChildrenShortcut);
    connect(go, &QShortcut::activated, start_, &QPushButton::click);
  }
  path_check_.setSingleShot(true);
  path_check_.setInterval(300);
  connect(&path_check_, &QTimer::timeout, this, &RecipeForm::checkPaths);
  building_.setInterval(0);
  connect(&building_, &QTimer::timeout, this, [this] {
    if (!addNextSection()) finish();
  });
  setFields({});
}

QWidget* RecipeForm::buildTop() {
  auto* top = new QWidget(this);
  auto* row = new QHBoxLayout(top);
  row->setContentsMargins(12, 8, 8, 8);
  search_->setObjectName(QStringLiteral("recipeSearch"));
  search_->setPlaceholderText(tr("Search settings"));
  search_->setToolTip(tr("Search settings (Ctrl+F)"));
  search_->setClearButtonEnabled(true);
  search_->addAction(icon(QStringLiteral("search")), QLineEdit::LeadingPosition);
  connect(search_, &QLineEdit::textChanged, this, &RecipeForm::filter);
  row->addWidget(search_, 1);
  const auto button = [&](const char* iconName, const QString& tip) {
    auto* made = new QToolButton(top);
    made->setIcon(icon(QString::fromLatin1(iconName)));
    made->setToolTip(tip);
    made->setAccessibleName(tip);
    row->addWidget(made);
    return made;
  };
  auto* load = button("import", tr("Load a recipe file"));
  auto* save = button("save", tr("Save as a recipe file"));
  reset_all_ = button("undo", tr("Reset all to the defaults"));
  reset_all_->setObjectName(QStringLiteral("resetAll"));
  connect(load, &QToolButton::clicked, this, [this] { askPath(false); });
  connect(save, &QToolButton::clicked, this, [this] { askPath(true); });
  connect(reset_all_, &QToolButton::clicked, this, &RecipeForm::resetAll);
  return top;
}

QWidget* RecipeForm::buildBottom() {
  auto* bottom = new QWidget(this);
  bottom->setObjectName(QStringLiteral("recipeBottom"));
  estimate_ = new QLabel(bottom);
  estimate_->setObjectName(QStringLiteral("estimate"));
  estimate_->setForegroundRole(QPalette::PlaceholderText);
  estimate_->setWordWrap(true);
  problems_ = new QToolButton(bottom);
  problems_->setObjectName(QStringLiteral("problems"));
  problems_->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
  problems_->setIcon(icon(QStringLiteral("warning")));
  problems_->setToolTip(tr("Go to the first of them"));
  connect(problems_, &QToolButton::clicked, this, &RecipeForm::showFirstProblem);
  general_problem_ = new QLabel(bottom);
  general_problem_->setWordWrap(true);
  general_problem_->setTextInteractionFlags(Qt::TextSelectableByMouse);
  general_problem_->hide();
  start_ = new QPushButton(tr("Start training"), bottom);
  start_->setObjectName(QStringLiteral("start"));
  start_->setToolTip(tr("Start training (Ctrl+Return)"));
  start_->setDefault(true);
  connect(start_, &QPushButton::clicked, this, [this] {
    if (isValid()) emit startAsked(toToml());
  });
  auto* column = new QVBoxLayout(bottom);
  column->setContentsMargins(12, 8, 12, 10);
  column->setSpacing(6);
  column->addWidget(general_problem_);
  auto* row = new QHBoxLayout;
  row->addWidget(estimate_, 1);
  row->addWidget(problems_);
  row->addWidget(start_);
  column->addLayout(row);
  return bottom;
}

void RecipeForm::setFields(const std::vector<RecipeFieldInfo>& fields) {
  begin(fields);
  while (addNextSection()) {
  }
  finish();
}

void RecipeForm::setFieldsInSteps(const std::vector<RecipeFieldInfo>& fields) {
  begin(fields);
  building_.start();
}

void RecipeForm::begin(const std::vector<RecipeFieldInfo>& fields) {
  building_.stop();
  delete next_;  // of a form that was never finished
  next_sections_.clear();
  pending_ = fields;
  next_ = new QWidget(scroll_);
  next_->hide();
  auto* layout = new QVBoxLayout(next_);
  layout->setContentsMargins(12, 0, 12, 12);
  layout->setSpacing(0);
}

bool RecipeForm::addNextSection() {
  if (pending_.empty()) return false;
  const QString name = pending_.front().section();
  auto& section = addSection(name);
  const auto here = [&name](const RecipeFieldInfo& field) { return field.section() == name; };
  for (const auto& field : pending_) {
    if (here(field)) addRow(section, field);
  }
  std::erase_if(pending_, here);
  // Work that showing the whole form would do at once.
  for (const auto* widget : section.body->findChildren<QWidget*>()) widget->ensurePolished();
  return true;
}

void RecipeForm::finish() {
  building_.stop();
  sections_ = std::exchange(next_sections_, {});
  auto* content = std::exchange(next_, nullptr);
  auto* layout = static_cast<QVBoxLayout*>(content->layout());
  nothing_ = new QLabel(
      sections_.empty() ? tr("The settings are being read…") : tr("No setting is called that."), content);
  nothing_->setForegroundRole(QPalette::PlaceholderText);
  nothing_->setAlignment(Qt::AlignCenter);
  nothing_->setMargin(24);
  nothing_->setVisible(sections_.empty());
  layout->addWidget(nothing_);
  layout->addStretch(1);
  delete scroll_->takeWidget();
  scroll_->setWidget(content);
  general_problem_->hide();
  filter();
  update();
  checkPaths();
  emit built();
}

void RecipeForm::addRow(Section& section, const RecipeFieldInfo& field) {
  auto* row = new RecipeRow(field, section.body);
  section.body->layout()->addWidget(row);
  section.rows.push_back(row);
  connect(row, &RecipeRow::changed, this, [this, row] {
    if (row->field().type == Type::Path) path_check_.start();
    general_problem_->hide();
    update();
    emit changed();
  });
}

RecipeForm::Section& RecipeForm::addSection(const QString& name) {
  Section section;
  section.name = name;
  section.header = new QToolButton(next_);
  section.header->setObjectName(QStringLiteral("section.") + name);
  section.header->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
  section.header->setArrowType(Qt::DownArrow);
  section.header->setCheckable(true);
  section.header->setChecked(true);
  section.header->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
  section.header->setStyleSheet(
      QStringLiteral("QToolButton { text-align: left; padding: 8px 2px 4px 2px; background: transparent; }"));
  QFont bold = font();
  bold.setWeight(QFont::DemiBold);
  section.header->setFont(bold);
  section.body = new QWidget(next_);
  auto* rows = new QVBoxLayout(section.body);
  rows->setContentsMargins(18, 0, 0, 6);
  rows->setSpacing(0);
  auto* header = section.header;
  auto* body = section.body;
  connect(header, &QToolButton::toggled, body, [this, header, body](bool open) {
    header->setArrowType(open ? Qt::DownArrow : Qt::RightArrow);
    // While searching, what matches is shown in any case.
    if (search_->text().trimmed().isEmpty()) body->setVisible(open);
  });
  next_->layout()->addWidget(header);
  next_->layout()->addWidget(body);
  return next_sections_.emplace_back(std::move(section));
}

std::vector<RecipeFieldInfo> RecipeForm::fields() const {
  std::vector<RecipeFieldInfo> all;
  for (const auto& section : sections_) {
    for (const auto* row : section.rows) {
      all.push_back(row->field());
      all.back().value = row->value();
    }
  }
  return all;
}

QString RecipeForm::toToml() const {
  return recipeToml(fields());
}

bool RecipeForm::isValid() const {
  return !sections_.empty() && std::all_of(sections_.begin(), sections_.end(), [](const Section& section) {
    return std::all_of(section.rows.begin(), section.rows.end(),
                       [](const auto* row) { return row->isValid(); });
  });
}

int RecipeForm::changedCount() const {
  int count = 0;
  for (const auto& section : sections_) {
    count += static_cast<int>(std::count_if(section.rows.begin(), section.rows.end(),
                                            [](const auto* row) { return row->isChanged(); }));
  }
  return count;
}

RecipeRow* RecipeForm::row(const QString& key) const {
  for (const auto& section : sections_) {
    for (auto* row : section.rows) {
      if (row->field().key == key) return row;
    }
  }
  return nullptr;
}

void RecipeForm::setProblem(const QString& key, const QString& problem) {
  if (auto* at = row(key)) {
    at->setOutsideProblem(problem);
    update();
    if (!problem.isEmpty()) showFirstProblem();
    return;
  }
  QPalette colours = palette();
  colours.setColor(QPalette::WindowText, tone(Tone::Bad));
  general_problem_->setPalette(colours);
  general_problem_->setText(problem);
  general_problem_->setVisible(!problem.isEmpty());
}

QString RecipeForm::estimate() const {
  const RecipeRow *steps = nullptr, *batch = nullptr;
  for (const auto& section : sections_) {
    for (const auto* row : section.rows) {
      if (row->field().name() == QLatin1String("steps")) steps = row;
      if (row->field().name() == QLatin1String("batch_size")) batch = row;
    }
  }
  if (steps == nullptr || batch == nullptr || !steps->isValid() || !batch->isValid()) return {};
  const QLocale locale;
  const double images = steps->value().toDouble() * batch->value().toDouble();
  const QString total = images < 1e7   ? locale.toString(static_cast<qint64>(images))
                        : images < 1e9 ? tr("%1 million").arg(locale.toString(images / 1e6, 'f', 1))
                                       : tr("%1 billion").arg(locale.toString(images / 1e9, 'f', 1));
  return tr("%1 steps × %2 images = %3 images seen")
      .arg(locale.toString(steps->value().toLongLong()), locale.toString(batch->value().toLongLong()), total);
}

void RecipeForm::resetAll() {
  for (const auto& section : sections_) {
    for (auto* row : section.rows) row->reset();
  }
}

void RecipeForm::filter() {
  const QString words = search_->text().trimmed();
  bool any = false;
  for (const auto& section : sections_) {
    bool here = false;
    for (auto* row : section.rows) {
      const bool matches = row->matches(words);
      row->setVisible(matches);
      here = here || matches;
    }
    section.header->setVisible(here);
    section.body->setVisible(here && (!words.isEmpty() || section.header->isChecked()));
    any = any || here;
  }
  nothing_->setVisible(!any);
}

void RecipeForm::update() {
  int wrong = 0;
  for (const auto& section : sections_) {
    const auto differ = std::count_if(section.rows.begin(), section.rows.end(),
                                      [](const auto* row) { return row->isChanged(); });
    wrong += static_cast<int>(std::count_if(section.rows.begin(), section.rows.end(),
                                            [](const auto* row) { return !row->isValid(); }));
    section.header->setText(
        differ == 0
            ? sectionTitle(section.name)
            : tr("%1  ·  %n changed", nullptr, static_cast<int>(differ)).arg(sectionTitle(section.name)));
  }
  estimate_->setText(estimate());
  problems_->setText(tr("%n to correct", nullptr, wrong));
  problems_->setVisible(wrong > 0);
  reset_all_->setEnabled(changedCount() > 0);
  const bool valid = isValid();
  start_->setEnabled(valid);
  start_->setDefault(valid);  // a default button is in the accent's colour, which says "press me"
  if (valid != was_valid_) emit validChanged(valid);
  was_valid_ = valid;
}

void RecipeForm::showFirstProblem() {
  for (const auto& section : sections_) {
    for (auto* row : section.rows) {
      if (row->isValid()) continue;
      search_->clear();
      section.header->setChecked(true);
      scroll_->ensureWidgetVisible(row);
      row->editor()->setFocus();
      return;
    }
  }
}

// A slow network drive must not hold the window.
void RecipeForm::checkPaths() {
  for (const auto& section : sections_) {
    for (auto* row : section.rows) {
      const QString path = row->text().trimmed();
      if (row->field().type != Type::Path || path.isEmpty()) continue;
      auto there = std::make_shared<bool>(false);
      runOnPool(
          row, [path, there] { *there = QFileInfo::exists(path); },
          [path, there, row](const QString&) {
            if (row->text().trimmed() != path) return;
            row->setWarning(*there ? QString() : tr("There is nothing at this path."));
          });
    }
  }
}

void RecipeForm::askPath(bool save) {
  auto* dialog = new QFileDialog(window());
  dialog->setAttribute(Qt::WA_DeleteOnClose);
  dialog->setNameFilters({tr("Recipes (*.toml)"), tr("All files (*)")});
  dialog->setDefaultSuffix(QStringLiteral("toml"));
  dialog->setAcceptMode(save ? QFileDialog::AcceptSave : QFileDialog::AcceptOpen);
  dialog->setFileMode(save ? QFileDialog::AnyFile : QFileDialog::ExistingFile);
  connect(dialog, &QFileDialog::fileSelected, this, [this, save](const QString& path) {
    save ? emit saveAsked(path, toToml()) : emit loadAsked(path);
  });
  dialog->open();
}

}  // namespace cloc::ui
