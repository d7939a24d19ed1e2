// SPDX-License-Identifier: GPL-3.0-or-later
// A button that opens a list to tick in: search field, entries with counts, "Clear". For filters over
// hundreds or thousands of labels or folders, where a plain menu would not fit the screen.
#pragma once

#include <QAbstractListModel>
#include <QStringList>
#include <QToolButton>
#include <functional>
#include <vector>

class QLineEdit;
class QListView;
class QPushButton;

namespace cloc::ui {

struct CheckListEntry {
  QString key;   // what it is known by
  QString text;  // what is shown
  qint64 count = 0;
};

// The entries that fit the search, with their ticks.
class CheckListModel : public QAbstractListModel {
  Q_OBJECT

 public:
  enum Role { CountRole = Qt::UserRole };
  using QAbstractListModel::QAbstractListModel;

  // Ticks stay, also of keys that are not among the entries.
  void setEntries(std::vector<CheckListEntry> entries);
  void setSearch(const QString& text);
  const QStringList& checked() const { return checked_; }
  void setChecked(const QStringList& keys);
  // The text of an entry, or its key when it is not there.
  QString textOf(const QString& key) const;

  int rowCount(const QModelIndex& parent = {}) const override;
  QVariant data(const QModelIndex& index, int role) const override;
  bool setData(const QModelIndex& index, const QVariant& value, int role) override;
  Qt::ItemFlags flags(const QModelIndex& index) const override;

 signals:
  void checkedChanged();

 private:
  void findMatching();

  std::vector<CheckListEntry> entries_;
  std::vector<std::size_t> matching_;
  QString search_;
  QStringList checked_;
};

class CheckListButton : public QToolButton {
  Q_OBJECT

 public:
  // `title` ("Labels") is shown while nothing is ticked. `entries` is asked each time the list opens.
  CheckListButton(const QString& title, const QString& iconName,
                  std::function<std::vector<CheckListEntry>()> entries, QWidget* parent = nullptr);

  const QStringList& checked() const { return model_.checked(); }
  void setChecked(const QStringList& keys);
  CheckListModel& model() { return model_; }

 signals:
  void checkedChanged();

 private:
  void showTitle();

  QString title_;
  std::function<std::vector<CheckListEntry>()> entries_;
  CheckListModel model_;
};

}  // namespace cloc::ui
