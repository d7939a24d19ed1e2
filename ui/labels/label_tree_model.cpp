// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/labels/label_tree_model.h"

#include <QDataStream>
#include <QIODevice>
#include <QLocale>
#include <QMimeData>
#include <algorithm>
#include <functional>
#include <unordered_set>
#include <utility>

#include "ui/canvas/label_colour.h"
#include "ui/theme/bar_delegate.h"

namespace cloc::ui {
namespace {

constexpr auto kMimeType = "application/x-cloc-labels";

double share(const store::Lookup::LabelCount& count) {
  return count.regions == 0 ? 0 : static_cast<double>(count.verified) / static_cast<double>(count.regions);
}

}  // namespace

void LabelTreeModel::setLabels(const std::vector<store::Label>& labels) {
  beginResetModel();
  nodes_.clear();
  places_.clear();
  std::unordered_map<std::string, int> byName;
  for (const auto& label : labels) {
    const int place = static_cast<int>(nodes_.size());
    places_[label.id] = place;
    byName[label.name] = place;
    Node node;
    node.id = label.id;
    node.name = QString::fromStdString(label.name);
    node.folded = node.name.toCaseFolded();
    node.key = QString::fromStdString(label.hotkey);
    node.colour = labelColour(label);
    nodes_.push_back(std::move(node));
  }
  for (std::size_t i = 0; i < labels.size(); ++i) {
    const auto& parent = labels[i].details.parent;
    if (parent.empty() || parent == labels[i].name) continue;
    const auto [found, fresh] = byName.try_emplace(parent, static_cast<int>(nodes_.size()));
    if (fresh) {
      Node group;
      group.name = QString::fromStdString(parent);
      group.folded = group.name.toCaseFolded();
      nodes_.push_back(std::move(group));
    }
    nodes_[i].parent = found->second;
  }
  // Parents that form a ring are not above one another: the first that closes it is at the top.
  for (std::size_t i = 0; i < nodes_.size(); ++i) {
    std::size_t steps = 0;
    for (int up = nodes_[i].parent; up >= 0; up = nodes_[static_cast<std::size_t>(up)].parent) {
      if (up == static_cast<int>(i) || ++steps > nodes_.size()) {
        nodes_[i].parent = -1;
        break;
      }
    }
  }
  arrange();
  endResetModel();
}

void LabelTreeModel::setCounts(Counts counts) {
  if (sortColumn_ == RegionsColumn || sortColumn_ == VerifiedColumn) {
    beginResetModel();
    counts_ = std::move(counts);
    arrange();
    endResetModel();
    return;
  }
  counts_ = std::move(counts);
  const auto tell = [this](const QModelIndex& parent) {
    const int rows = rowCount(parent);
    if (rows > 0) emit dataChanged(index(0, RegionsColumn, parent), index(rows - 1, VerifiedColumn, parent));
  };
  tell({});
  for (const auto& parent : parents()) tell(parent);
}

void LabelTreeModel::setFilter(const QString& text) {
  const QString folded = text.trimmed().toCaseFolded();
  if (folded == filter_) return;
  beginResetModel();
  filter_ = folded;
  arrange();
  endResetModel();
}

void LabelTreeModel::sort(int column, Qt::SortOrder order) {
  if (column == sortColumn_ && order == order_) return;
  beginResetModel();
  sortColumn_ = column < 0 ? static_cast<int>(NameColumn) : column;
  order_ = order;
  arrange();
  endResetModel();
}

store::Lookup::LabelCount LabelTreeModel::countOf(const Node& node) const {
  const auto found = node.id == 0 ? counts_.end() : counts_.find(node.id);
  return found == counts_.end() ? store::Lookup::LabelCount() : found->second;
}

bool LabelTreeModel::sortsBefore(const Node& a, const Node& b) const {
  const auto before = [this](const auto& one, const auto& other) {
    return order_ == Qt::AscendingOrder ? one < other : other < one;
  };
  switch (sortColumn_) {
    case KeyColumn:
      // Labels without one come last in either order.
      if (a.key.isEmpty() != b.key.isEmpty()) return b.key.isEmpty();
      if (a.key != b.key) return before(a.key, b.key);
      break;
    case RegionsColumn: {
      const auto one = countOf(a).regions, other = countOf(b).regions;
      if (one != other) return before(one, other);
      break;
    }
    case VerifiedColumn: {
      const double one = share(countOf(a)), other = share(countOf(b));
      if (one != other) return before(one, other);
      break;
    }
    default:
      return before(a.folded, b.folded);
  }
  return a.folded < b.folded;
}

void LabelTreeModel::arrange() {
  shown_ = 0;
  top_.clear();
  for (auto& node : nodes_) {
    node.children.clear();
    node.shown = filter_.isEmpty() || node.folded.contains(filter_);
    shown_ += node.shown && node.id != 0 ? 1 : 0;
  }
  if (!filter_.isEmpty()) {
    for (std::size_t i = 0; i < nodes_.size(); ++i) {
      if (!nodes_[i].shown) continue;
      for (int up = nodes_[i].parent; up >= 0 && !nodes_[static_cast<std::size_t>(up)].shown;
           up = nodes_[static_cast<std::size_t>(up)].parent)
        nodes_[static_cast<std::size_t>(up)].shown = true;
    }
  }
  std::vector<int> order;
  order.reserve(nodes_.size());
  for (std::size_t i = 0; i < nodes_.size(); ++i) {
    if (nodes_[i].shown) order.push_back(static_cast<int>(i));
  }
  std::stable_sort(order.begin(), order.end(), [this](int a, int b) {
    return sortsBefore(nodes_[static_cast<std::size_t>(a)], nodes_[static_cast<std::size_t>(b)]);
  });
  for (const int number : order) {
    auto& node = nodes_[static_cast<std::size_t>(number)];
    auto& siblings = node.parent < 0 ? top_ : nodes_[static_cast<std::size_t>(node.parent)].children;
    node.row = static_cast<int>(siblings.size());
    siblings.push_back(number);
  }
}

const std::vector<int>& LabelTreeModel::childrenOf(const QModelIndex& parent) const {
  return parent.isValid() ? node(parent).children : top_;
}

QModelIndex LabelTreeModel::indexOfNode(int number) const {
  const auto& node = nodes_[static_cast<std::size_t>(number)];
  if (!node.shown) return {};
  return createIndex(node.row, NameColumn, static_cast<quintptr>(number));
}

std::optional<store::LabelId> LabelTreeModel::labelAt(const QModelIndex& index) const {
  if (!index.isValid() || node(index).id == 0) return {};
  return node(index).id;
}

QString LabelTreeModel::nameAt(const QModelIndex& index) const {
  return index.isValid() ? node(index).name : QString();
}

QModelIndex LabelTreeModel::indexOf(store::LabelId label) const {
  const auto found = places_.find(label);
  return found == places_.end() ? QModelIndex() : indexOfNode(found->second);
}

std::vector<QModelIndex> LabelTreeModel::parents() const {
  std::vector<QModelIndex> found;
  const std::function<void(const std::vector<int>&)> visit = [&](const std::vector<int>& children) {
    for (const int number : children) {
      const auto& below = nodes_[static_cast<std::size_t>(number)].children;
      if (below.empty()) continue;
      found.push_back(indexOfNode(number));
      visit(below);
    }
  };
  visit(top_);
  return found;
}

QModelIndex LabelTreeModel::index(int row, int column, const QModelIndex& parent) const {
  if (row < 0 || column < 0 || column >= kColumnCount || parent.column() > 0) return {};
  const auto& children = childrenOf(parent);
  if (row >= static_cast<int>(children.size())) return {};
  return createIndex(row, column, static_cast<quintptr>(children[static_cast<std::size_t>(row)]));
}

QModelIndex LabelTreeModel::parent(const QModelIndex& index) const {
  if (!index.isValid() || node(index).parent < 0) return {};
  return indexOfNode(node(index).parent);
}

int LabelTreeModel::rowCount(const QModelIndex& parent) const {
  return parent.column() > 0 ? 0 : static_cast<int>(childrenOf(parent).size());
}

int LabelTreeModel::columnCount(const QModelIndex&) const {
  return kColumnCount;
}

QVariant LabelTreeModel::toolTip(const Node& node, int column) const {
  const auto count = countOf(node);
  const QLocale locale;
  if (node.id == 0)
    return tr("%1: a group, and no label. Drop labels on it to put them below it.").arg(node.name);
  switch (column) {
    case KeyColumn:
      return node.key.isEmpty()
                 ? tr("No key. Double click to give it one: it then labels what is selected.")
                 : tr("The key %1 gives this label to what is selected").arg(node.key.toUpper());
    case RegionsColumn:
      return tr("%Ln region(s)", nullptr, static_cast<int>(count.regions));
    case VerifiedColumn:
      return tr("%1 of %2 regions are in verified images")
          .arg(locale.toString(static_cast<qint64>(count.verified)),
               locale.toString(static_cast<qint64>(count.regions)));
    default:
      return tr("%1: double click or Enter labels what is selected, or the next box").arg(node.name);
  }
}

QVariant LabelTreeModel::data(const QModelIndex& index, int role) const {
  if (!index.isValid()) return {};
  const auto& node = this->node(index);
  const auto count = countOf(node);
  switch (role) {
    case Qt::DisplayRole:
    case Qt::EditRole:
      switch (index.column()) {
        case NameColumn:
          return node.name;
        case KeyColumn:
          return role == Qt::EditRole ? node.key : node.key.toUpper();
        case RegionsColumn:
          return node.id == 0 ? QVariant() : QLocale().toString(static_cast<qint64>(count.regions));
        default:
          if (node.id == 0 || count.regions == 0) return {};
          return QStringLiteral("%1 %").arg(static_cast<int>(share(count) * 100));
      }
    case Qt::DecorationRole:
      if (index.column() == NameColumn && node.id != 0) return node.colour;
      return {};
    case Qt::ToolTipRole:
      return toolTip(node, index.column());
    case Qt::TextAlignmentRole:
      if (index.column() == NameColumn) return {};
      return static_cast<int>(Qt::AlignVCenter) |
             static_cast<int>(index.column() == KeyColumn ? Qt::AlignHCenter : Qt::AlignRight);
    case ShareRole:
      if (index.column() == VerifiedColumn && node.id != 0 && count.regions > 0) return share(count);
      return {};
    default:
      return {};
  }
}

QVariant LabelTreeModel::headerData(int section, Qt::Orientation orientation, int role) const {
  if (orientation != Qt::Horizontal) return {};
  if (role == Qt::ToolTipRole) {
    switch (section) {
      case KeyColumn:
        return tr("The key that gives the label to what is selected");
      case RegionsColumn:
        return tr("Regions with this label");
      case VerifiedColumn:
        return tr("Share of its regions that are in verified images");
      default:
        return {};
    }
  }
  if (role != Qt::DisplayRole) return {};
  switch (section) {
    case NameColumn:
      return tr("Label");
    case KeyColumn:
      return tr("Key");
    case RegionsColumn:
      return tr("Regions");
    default:
      return QStringLiteral("✓");
  }
}

bool LabelTreeModel::setData(const QModelIndex& index, const QVariant& value, int role) {
  if (role != Qt::EditRole) return false;
  const auto label = labelAt(index);
  const QString text = value.toString().trimmed();
  if (!label) return false;
  // The store is asked; what is shown changes when it has.
  if (index.column() == NameColumn && text != node(index).name) {
    emit renameRequested(*label, text);
  } else if (index.column() == KeyColumn && text.toLower() != node(index).key) {
    emit hotkeyRequested(*label, text);
  }
  return false;
}

Qt::ItemFlags LabelTreeModel::flags(const QModelIndex& index) const {
  if (!index.isValid()) return Qt::ItemIsDropEnabled;
  Qt::ItemFlags flags = Qt::ItemIsEnabled | Qt::ItemIsDropEnabled;
  if (node(index).id == 0) return flags;
  flags |= Qt::ItemIsSelectable | Qt::ItemIsDragEnabled;
  if (index.column() == NameColumn || index.column() == KeyColumn) flags |= Qt::ItemIsEditable;
  return flags;
}

QStringList LabelTreeModel::mimeTypes() const {
  return {QLatin1String(kMimeType)};
}

QMimeData* LabelTreeModel::mimeData(const QModelIndexList& indexes) const {
  QByteArray bytes;
  QDataStream out(&bytes, QIODevice::WriteOnly);
  for (const auto& index : indexes) {
    if (const auto label = labelAt(index); label && index.column() == NameColumn)
      out << static_cast<qint64>(*label);
  }
  auto* data = new QMimeData;
  data->setData(QLatin1String(kMimeType), bytes);
  return data;
}

bool LabelTreeModel::dropMimeData(const QMimeData* data, Qt::DropAction action, int, int,
                                  const QModelIndex& parent) {
  if (action != Qt::MoveAction || !data->hasFormat(QLatin1String(kMimeType))) return false;
  QDataStream in(data->data(QLatin1String(kMimeType)));
  std::vector<store::LabelId> labels;
  while (!in.atEnd()) {
    qint64 label = 0;
    in >> label;
    labels.push_back(label);
  }
  if (!labels.empty()) emit moveRequested(labels, nameAt(parent));
  return false;  // the view must not take rows out: the store's answer does
}

}  // namespace cloc::ui
