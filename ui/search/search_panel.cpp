// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/search/search_panel.h"

#include <QComboBox>
#include <QDoubleSpinBox>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QTimer>
#include <QToolButton>
#include <QVBoxLayout>

#include "ui/search/term_row.h"
#include "ui/search/word_list.h"
#include "ui/theme/theme.h"

namespace cloc::ui {
namespace {

constexpr int kTypingPause = 180;  // ms

QToolButton* menuButton(const QString& iconName, const QString& text, QWidget* parent) {
  auto* made = new QToolButton(parent);
  made->setIcon(icon(iconName));
  made->setToolTip(text);
  made->setAccessibleName(text);
  made->setAutoRaise(true);
  made->setPopupMode(QToolButton::InstantPopup);
  made->setMenu(new QMenu(made));
  made->setStyleSheet(QStringLiteral("QToolButton::menu-indicator { image: none; }"));
  return made;
}

QLabel* heading(const QString& text, QWidget* parent) {
  auto* label = new QLabel(text, parent);
  QFont font = label->font();
  font.setWeight(QFont::DemiBold);
  label->setFont(font);
  return label;
}

}  // namespace

SearchPanel::SearchPanel(QWidget* parent)
    : QWidget(parent),
      words_(new QLineEdit(this)),
      history_(menuButton(QStringLiteral("history"), tr("Searches made before"), this)),
      saved_(menuButton(QStringLiteral("star"), tr("Saved searches"), this)),
      termsBox_(new QWidget(this)),
      label_(new QComboBox(this)),
      folder_(new QLineEdit(this)),
      least_(new QDoubleSpinBox(this)),
      wordList_(new WordList(this)),
      wordsTitle_(heading(tr("Words for the box"), this)),
      notice_(new QWidget(this)),
      noticeText_(new QLabel(notice_)),
      noticeAction_(new QToolButton(notice_)),
      pause_(new QTimer(this)) {
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(10, 10, 10, 10);
  layout->setSpacing(8);

  words_->setPlaceholderText(tr("Words: red apple, -leaf"));
  words_->setToolTip(
      tr("Parts between commas are looked for together; a minus pushes away; red^0.5 counts half"));
  words_->setAccessibleName(tr("Search by words"));
  words_->setClearButtonEnabled(true);
  words_->addAction(icon(QStringLiteral("search")), QLineEdit::LeadingPosition);
  auto* top = new QHBoxLayout();
  top->setSpacing(2);
  top->addWidget(words_, 1);
  top->addWidget(history_);
  top->addWidget(saved_);
  layout->addLayout(top);

  terms_ = new QVBoxLayout(termsBox_);
  terms_->setContentsMargins(0, 0, 0, 0);
  terms_->setSpacing(2);
  layout->addWidget(termsBox_);

  auto* noticeLayout = new QHBoxLayout(notice_);
  noticeLayout->setContentsMargins(0, 0, 0, 0);
  noticeText_->setWordWrap(true);
  noticeLayout->addWidget(noticeText_, 1);
  noticeLayout->addWidget(noticeAction_);
  notice_->hide();
  layout->addWidget(notice_);

  fillFilters();
  auto* filters = new QFormLayout();
  filters->setSpacing(6);
  filters->setLabelAlignment(Qt::AlignLeft);
  filters->addRow(tr("Label"), label_);
  filters->addRow(tr("Folder"), folder_);
  filters->addRow(tr("Score from"), least_);
  layout->addLayout(filters);

  layout->addWidget(wordsTitle_);
  layout->addWidget(wordList_, 1);
  layout->addStretch(0);
  wordsTitle_->setToolTip(tr("What the model calls the drawn box, among the project's labels and captions"));

  pause_->setSingleShot(true);
  pause_->setInterval(kTypingPause);
  connect(pause_, &QTimer::timeout, this, &SearchPanel::wordsEdited);
  connect(words_, &QLineEdit::textEdited, pause_, qOverload<>(&QTimer::start));
  connect(words_, &QLineEdit::textChanged, this, [this](const QString& text) {
    if (text.isEmpty()) wordsEdited();  // the clear button
  });
  connect(words_, &QLineEdit::returnPressed, this, &SearchPanel::wordsEdited);
  connect(wordList_, &WordList::wordActivated, this, &SearchPanel::wordActivated);
  connect(noticeAction_, &QToolButton::clicked, this, &SearchPanel::noticeActionTriggered);
  setHistory({});
  setSaved({});
  setWords({});
  rebuildTerms();
}

void SearchPanel::fillFilters() {
  label_->setEditable(true);
  label_->setInsertPolicy(QComboBox::NoInsert);
  label_->addItem(tr("Any"));
  label_->setAccessibleName(tr("Only regions with this label"));
  folder_->setPlaceholderText(tr("Any"));
  folder_->setClearButtonEnabled(true);
  folder_->setAccessibleName(tr("Only images below this folder"));
  least_->setRange(-1, 1);
  least_->setSingleStep(0.05);
  least_->setDecimals(2);
  least_->setValue(-1);
  least_->setSpecialValueText(tr("Any"));
  connect(label_, &QComboBox::currentTextChanged, this, [this](const QString& text) {
    // While a name is typed it is none yet.
    const int index = label_->findText(text, Qt::MatchFixedString);
    const QStringList labels = index > 0 ? QStringList{label_->itemText(index)} : QStringList{};
    if (labels == query_.labels) return;
    query_.labels = labels;
    changed();
  });
  connect(folder_, &QLineEdit::textChanged, this, [this](const QString& text) {
    query_.folder = text.trimmed();
    pause_->start();
  });
  connect(least_, &QDoubleSpinBox::valueChanged, this, [this](double value) {
    if (value <= least_->minimum()) {
      query_.leastScore.reset();
    } else {
      query_.leastScore = static_cast<float>(value);
    }
    changed();
  });
}

void SearchPanel::wordsEdited() {
  pause_->stop();
  query_.words = words_->text();
  changed();
}

void SearchPanel::changed() {
  emit queryChanged(query_);
}

void SearchPanel::setQuery(const SearchQuery& query) {
  pause_->stop();
  query_ = query;
  live_ = -1;
  const QSignalBlocker noWords(words_), noLabel(label_), noFolder(folder_), noScore(least_);
  words_->setText(query.words);
  label_->setCurrentIndex(query.labels.isEmpty() ? 0 : std::max(0, label_->findText(query.labels.first())));
  folder_->setText(query.folder);
  least_->setValue(query.leastScore ? static_cast<double>(*query.leastScore) : least_->minimum());
  rebuildTerms();
  changed();
}

void SearchPanel::setLiveBox(const std::filesystem::path& image, const PixelBox& box) {
  const float weight = live_ >= 0 ? query_.boxes[static_cast<std::size_t>(live_)].weight : 1.f;
  const engine::BoxTerm term{image, box, weight};
  const bool rebuild = live_ < 0 || query_.boxes[static_cast<std::size_t>(live_)].image != image;
  if (live_ < 0) {
    live_ = static_cast<int>(query_.boxes.size());
    query_.boxes.push_back(term);
  } else {
    query_.boxes[static_cast<std::size_t>(live_)] = term;
  }
  if (rebuild) rebuildTerms();  // else its row stays: a drag makes hundreds of changes
  changed();
}

void SearchPanel::clearLiveBox() {
  if (live_ < 0) return;
  query_.boxes.erase(query_.boxes.begin() + live_);
  live_ = -1;
  rebuildTerms();
  changed();
}

void SearchPanel::addBox(const engine::BoxTerm& term) {
  query_.boxes.push_back(term);
  rebuildTerms();
  changed();
}

void SearchPanel::rebuildTerms() {
  while (auto* item = terms_->takeAt(0)) {
    // Later: the row may be the one whose signal led here.
    item->widget()->hide();
    item->widget()->deleteLater();
    delete item;
  }
  for (std::size_t i = 0; i < query_.boxes.size(); ++i) {
    const bool live = live_ == static_cast<int>(i);
    auto* row = new TermRow(query_.boxes[i], live, termsBox_);
    connect(row, &TermRow::weightChanged, this, [this, i](float weight) {
      query_.boxes[i].weight = weight;
      changed();
    });
    connect(row, &TermRow::pinned, this, [this] {
      live_ = -1;
      rebuildTerms();
    });
    connect(row, &TermRow::removed, this, [this, i] {
      const int index = static_cast<int>(i);
      query_.boxes.erase(query_.boxes.begin() + index);
      if (live_ == index) live_ = -1;
      if (live_ > index) --live_;
      rebuildTerms();
      changed();
    });
    terms_->addWidget(row);
  }
  termsBox_->setVisible(!query_.boxes.empty());
}

void SearchPanel::setLabels(const QStringList& labels) {
  const QSignalBlocker quiet(label_);
  const QString chosen = label_->currentText();
  label_->clear();
  label_->addItem(tr("Any"));
  label_->addItems(labels);
  label_->setCurrentIndex(std::max(0, label_->findText(chosen)));
}

void SearchPanel::setWords(const std::vector<engine::WordMatch>& words) {
  wordList_->setWords(words);
  wordsTitle_->setVisible(!words.empty());
  wordList_->setVisible(!words.empty());
}

void SearchPanel::setHistory(const std::vector<SearchQuery>& history) {
  history_->menu()->clear();
  for (const auto& query : history) {
    history_->menu()->addAction(query.title(), this, [this, query] { setQuery(query); });
  }
  history_->setEnabled(!history.empty());
}

void SearchPanel::setSaved(const std::vector<SearchQuery>& saved) {
  savedList_ = saved;
  auto* menu = saved_->menu();
  menu->clear();
  menu->addAction(icon(QStringLiteral("save")), tr("Save this search"), this, [this] {
    if (!query_.empty()) emit saveRequested(query_);
  });
  if (saved.empty()) return;
  menu->addSeparator();
  auto* removing = new QMenu(tr("Remove"), menu);
  for (int i = 0; i < static_cast<int>(saved.size()); ++i) {
    const auto& query = saved[static_cast<std::size_t>(i)];
    menu->addAction(query.title(), this, [this, query] { setQuery(query); });
    removing->addAction(query.title(), this, [this, i] { emit removeSavedRequested(i); });
  }
  menu->addSeparator();
  menu->addMenu(removing);
}

void SearchPanel::setNotice(const QString& text, const QString& action) {
  noticeText_->setText(text);
  noticeAction_->setText(action);
  noticeAction_->setVisible(!action.isEmpty());
  notice_->setVisible(!text.isEmpty());
}

void SearchPanel::focusWords() {
  words_->setFocus(Qt::ShortcutFocusReason);
  words_->selectAll();
}

void SearchPanel::clear() {
  setQuery({});
}

}  // namespace cloc::ui
