// SPDX-License-Identifier: GPL-3.0-or-later
// The label set as a tree, with the number of regions of each label and the share of them that lies in
// verified images. A name that labels give as their parent and that is no label itself (COCO's
// supercategories) is a group: it can be dropped on, and not changed.
//
// Filters and sorts itself: ten thousand labels are arranged in some milliseconds. It changes nothing; what
// the user types or drops comes as signals.
#pragma once

#include <QAbstractItemModel>
#include <QColor>
#include <QString>
#include <map>
#include <optional>
#include <unordered_map>
#include <vector>

#include "core/store/lookup.h"
#include "core/store/project.h"

namespace cloc::ui {

class LabelTreeModel : public QAbstractItemModel {
  Q_OBJECT

 public:
  enum Column { NameColumn, KeyColumn, RegionsColumn, VerifiedColumn, kColumnCount };
  using Counts = std::map<store::LabelId, store::Lookup::LabelCount>;

  using QAbstractItemModel::QAbstractItemModel;

  void setLabels(const std::vector<store::Label>& labels);
  void setCounts(Counts counts);
  // Labels whose name has it, and those above them.
  void setFilter(const QString& text);
  void sort(int column, Qt::SortOrder order = Qt::AscendingOrder) override;

  // Absent for a group.
  std::optional<store::LabelId> labelAt(const QModelIndex& index) const;
  QString nameAt(const QModelIndex& index) const;
  // Of the name's column; not valid when it is not there or filtered out.
  QModelIndex indexOf(store::LabelId label) const;
  // Those that have others below them, from the top.
  std::vector<QModelIndex> parents() const;
  int shownLabels() const { return shown_; }
  const Counts& counts() const { return counts_; }

  QModelIndex index(int row, int column, const QModelIndex& parent = {}) const override;
  QModelIndex parent(const QModelIndex& index) const override;
  int rowCount(const QModelIndex& parent = {}) const override;
  int columnCount(const QModelIndex& parent = {}) const override;
  QVariant data(const QModelIndex& index, int role) const override;
  QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
  bool setData(const QModelIndex& index, const QVariant& value, int role) override;
  Qt::ItemFlags flags(const QModelIndex& index) const override;
  Qt::DropActions supportedDropActions() const override { return Qt::MoveAction; }
  QStringList mimeTypes() const override;
  QMimeData* mimeData(const QModelIndexList& indexes) const override;
  bool dropMimeData(const QMimeData* data, Qt::DropAction action, int row, int column,
                    const QModelIndex& parent) override;

 signals:
  void renameRequested(cloc::store::LabelId label, const QString& name);
  void hotkeyRequested(cloc::store::LabelId label, const QString& key);
  // `parent` empty: to the top.
  void moveRequested(const std::vector<cloc::store::LabelId>& labels, const QString& parent);

 private:
  struct Node {
    store::LabelId id = 0;  // 0: a group
    QString name, folded, key;
    QColor colour;
    int parent = -1;            // of nodes_
    std::vector<int> children;  // that are shown, in order
    int row = 0;                // among them
    bool shown = true;
  };

  void arrange();
  bool sortsBefore(const Node& a, const Node& b) const;
  store::Lookup::LabelCount countOf(const Node& node) const;
  const Node& node(const QModelIndex& index) const {
    return nodes_[static_cast<std::size_t>(index.internalId())];
  }
  const std::vector<int>& childrenOf(const QModelIndex& parent) const;
  QModelIndex indexOfNode(int number) const;
  QVariant toolTip(const Node& node, int column) const;

  std::vector<Node> nodes_;
  std::vector<int> top_;  // as Node::children
  std::unordered_map<store::LabelId, int> places_;
  Counts counts_;
  QString filter_;
  int sortColumn_ = NameColumn, shown_ = 0;
  Qt::SortOrder order_ = Qt::AscendingOrder;
};

}  // namespace cloc::ui
