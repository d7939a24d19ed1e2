// SPDX-License-Identifier: GPL-3.0-or-later
// The regions of the open image as the user sees and edits them: boxes, labels, selection, what is hidden or
// locked, and which lies above which, and whether the image is verified. Used by CanvasView and by the panels
// that list regions. It writes nothing to the store: its signals carry what ProjectService is to write.
//
// Every change of a region, order included, goes through edit(), which puts one command on the window's undo
// stack. Hiding and locking are kept and are no steps; the selection ends with the image. While the store has
// still to tell what the undo of a step of an earlier session changes, what the user does waits for it.
#pragma once

#include <QColor>
#include <QObject>
#include <QSize>
#include <QString>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "core/store/project.h"
#include "ui/canvas/region_order.h"
#include "ui/canvas/step_queue.h"
#include "ui/project/region_edit.h"

class QUndoStack;

namespace cloc::ui {

class RegionDocument : public QObject {
  Q_OBJECT

 public:
  // `undoStack` belongs to the window and must live as long.
  explicit RegionDocument(QUndoStack* undoStack, QObject* parent = nullptr);

  // Opens an image without regions yet; `size` in original pixels, empty when not known.
  void setImage(store::ImageId image, const QSize& size);
  void setImageSize(const QSize& size);
  // As the store gives them, bottom first. What was selected stays so where it still is.
  void setRegions(std::vector<store::Region> regions);
  void setLabels(const std::vector<store::Label>& labels);
  // Numbers to show beside labels, e.g. similarities; empty to show none.
  void setScores(std::map<store::RegionId, float> scores);
  void setVerified(bool verified);
  // Where keys of new regions and steps come from: ProjectService::newKey. Until it is set they count down
  // from -1.
  void setKeySource(std::function<store::RegionId()> source);

  store::ImageId image() const { return image_; }
  const QSize& imageSize() const { return size_; }
  // From the lowest to the topmost.
  const std::vector<store::Region>& regions() const { return regions_; }
  const store::Region* find(store::RegionId id) const;
  QString labelName(const std::optional<store::LabelId>& label) const;
  // For the chip and for lists: the label, else the caption, else empty.
  QString title(const store::Region& region) const;
  QColor colour(const store::Region& region) const;
  std::optional<float> score(store::RegionId id) const;
  bool verified() const { return verified_; }
  QUndoStack* undoStack() const { return undoStack_; }

  const std::vector<store::RegionId>& selection() const { return selection_; }
  bool isSelected(store::RegionId id) const { return selected_.contains(id); }
  // Unknown ids are left out.
  void select(std::vector<store::RegionId> ids);
  void toggleSelected(store::RegionId id);
  void selectAll();  // what is not hidden
  // The next region in reading order (rows of boxes, then left to right), or the one before; round again at
  // the end.
  void selectNext(int step);

  bool isHidden(store::RegionId id) const;
  bool isLocked(store::RegionId id) const;
  void setHidden(const std::vector<store::RegionId>& ids, bool hidden);
  void showAll();
  void hideAll();
  bool anyHidden() const;
  // A locked region can be selected, and nothing else.
  void setLocked(const std::vector<store::RegionId>& ids, bool locked);

  using Order = RegionOrder;
  // A step; locked ones stay where they are.
  void reorder(const std::vector<store::RegionId>& ids, Order order);

  // One step for the user, named `text` in the undo history; may touch any images. Does nothing without
  // edits. `merge`: joins the step before when that one changed the same regions in this way (nudges).
  void edit(RegionEdits edits, const QString& text, bool merge = false);
  // As edit(), for what only the store knows in full: the label set, splits, all regions of a label.
  void editProject(RegionEdits edits, const QString& text);
  // What `change` makes of these regions; locked and unknown ones stay.
  void change(const std::vector<store::RegionId>& ids, const QString& text,
              const std::function<void(store::Region&)>& change);
  // Inserts regions with these boxes into the open image and selects them; `like` gives label, caption and
  // source. Returns their keys.
  std::vector<store::RegionId> add(const std::vector<store::Region>& like, const QString& text);
  // New boxes of regions, in the order of `ids`; locked and unknown ones stay.
  void setBoxes(const std::vector<store::RegionId>& ids, const std::vector<PixelBox>& boxes,
                const QString& text, bool merge = false);
  void setLabel(const std::vector<store::RegionId>& ids, const std::optional<store::LabelId>& label);
  void remove(const std::vector<store::RegionId>& ids);
  // The open image: has been looked at and found right.
  void toggleVerified();

  // Shows what was undone or redone in the store, of a step whose edits were not here; none when it could not
  // be. Then does what the user did meanwhile.
  void showTurned(const RegionEdits& edits);
  // No answer will come any more: the project is closed.
  void forgetTurns() { queue_.clear(); }
  // Whether commands are on the undo stack that are still to be shown and written.
  bool waiting() const { return queue_.waiting(); }

 signals:
  void imageChanged(cloc::store::ImageId image);
  // Regions were added, removed, changed or brought into another order; the image may be the same.
  void regionsChanged();
  void selectionChanged();
  // Hidden, locked, labels or scores.
  void appearanceChanged();
  void verifiedChanged(bool verified);
  // To be written to the store: a new step; the undoing or redoing of the step with this key. `answer`: its
  // edits are not here; showTurned() is to be called with them, in any case.
  void stepMade(const cloc::ui::EditStep& step);
  void undone(qint64 key, bool answer);
  void redone(qint64 key, bool answer);
  // To be kept.
  void lockedChanged(const std::vector<cloc::store::RegionId>& ids, bool locked);
  void hiddenChanged(const std::vector<cloc::store::RegionId>& ids, bool hidden);
  // What was undone or redone is in another image: show it. Comes after undone() and redone().
  void imageWanted(cloc::store::ImageId image);

 private:
  friend class EditRegionsCommand;
  // Makes the change here where it is about the open image, and tells everyone who looks. `again`: by undo or
  // redo.
  void show(const RegionEdits& edits, bool again);
  // The command's step for the first time, and its undoing and redoing; `stored`: its edits are in the store
  // alone. In order: when what was done before is shown.
  void make(const std::shared_ptr<EditStep>& step);
  void turn(const std::shared_ptr<const EditStep>& step, bool stored, bool undo);
  // Whether any region of the open image was among them.
  bool relabel(const store::MoveChange& move);
  void insertAll(std::vector<store::Region> regions);
  void sort();
  void placeOnTop(RegionEdits& edits) const;
  // Returns the regions whose flag has changed.
  std::vector<store::RegionId> setFlag(bool store::Region::*flag, const std::vector<store::RegionId>& ids,
                                       bool value);
  std::optional<std::size_t> place(store::RegionId id) const;

  QUndoStack* undoStack_;
  StepQueue queue_;
  store::ImageId image_ = 0;
  QSize size_;
  bool verified_ = false;
  std::vector<store::Region> regions_;                               // by z, which all have
  mutable std::unordered_map<store::RegionId, std::size_t> places_;  // of regions_; empty: to be made
  std::vector<store::RegionId> selection_;
  std::unordered_set<store::RegionId> selected_;
  struct LabelLook {
    QString name;
    QColor colour;
  };
  std::map<store::LabelId, LabelLook> labels_;
  std::map<store::RegionId, float> scores_;
  std::function<store::RegionId()> newKey_;
  store::RegionId lastKey_ = 0;
};

}  // namespace cloc::ui
