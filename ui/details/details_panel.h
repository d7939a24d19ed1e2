// SPDX-License-Identifier: GPL-3.0-or-later
// What is said of the selected regions and of the open image: label, captions, flags, comment, attributes;
// split and whether it is verified; and a region's history. With several regions it shows what they have in
// common, and a change is made to all of them in one step. Locked regions stay as they are.
//
// A field is written when it is left. What is typed when another region or image is shown belongs to the one
// that it was typed for.
#pragma once

#include <QString>
#include <QStringList>
#include <QWidget>
#include <filesystem>
#include <functional>
#include <vector>

#include "core/store/edits.h"
#include "ui/details/common_notes.h"
#include "ui/project/region_edit.h"

class QCheckBox;
class QComboBox;
class QCompleter;
class QLabel;
class QLineEdit;

namespace cloc::ui {

class HistoryList;
class NotesEditor;
class ProjectService;
class RegionDocument;

class DetailsPanel : public QWidget {
  Q_OBJECT

 public:
  // Both outlive this.
  DetailsPanel(ProjectService& project, RegionDocument& document, QWidget* parent = nullptr);

  void focusCaptions();

 public slots:
  // The document's image has this file.
  void setImagePath(const std::filesystem::path& path);

 signals:
  // The regions are to get the label of this name, which may be new.
  void labelRequested(const std::vector<cloc::store::RegionId>& regions, const QString& name);
  void told(const QString& text);

 protected:
  void showEvent(QShowEvent* event) override;
  bool eventFilter(QObject* watched, QEvent* event) override;

 private:
  QWidget* buildRegion();
  QWidget* buildImage();
  void addFlag(const char* name, const QString& text, const QString& toolTip);
  void commit();
  void selectionChanged();
  void showRegions();
  void showHistory();
  void imageChanged();
  void readSplits();
  void readImage();
  void showImage();
  void showState();
  // Of the regions that are shown; one step.
  void changeRegions(const QString& text, const std::function<void(store::Region&)>& change);
  void setRegionAttribute(const QString& name, const std::optional<data::AttributeValue>& value);
  void renameRegionAttribute(const QString& from, const QString& to);
  void takeLabel();
  void revert(const store::RegionEvent& event, store::Edits::Moment moment);
  void changeImage(const QString& text, const std::function<void(store::ImageNotes&)>& change);
  void setSplit(const QString& split);
  void push(RegionEdits edits, const QString& text);
  bool editable() const;

  ProjectService& project_;
  RegionDocument& document_;

  QLabel *regionTitle_ = nullptr, *imageTitle_ = nullptr, *imageFacts_ = nullptr, *noRegion_ = nullptr;
  QWidget *regionFields_ = nullptr, *imageFields_ = nullptr;
  QLineEdit* label_ = nullptr;
  QCompleter* completer_ = nullptr;
  std::vector<std::pair<std::string, QCheckBox*>> flags_;
  NotesEditor *regionNotes_ = nullptr, *imageNotes_ = nullptr;
  HistoryList* history_ = nullptr;
  QCheckBox* verified_ = nullptr;
  QComboBox* split_ = nullptr;

  std::vector<store::Region> regions_;  // that are shown, as they were last shown
  store::RegionId historyOf_ = 0;
  std::filesystem::path path_;
  store::ImageId image_ = 0;  // whose notes are shown, or asked for
  bool imageKnown_ = false;
  store::ImageNotes notes_;
  QString imageSplit_;
  QStringList splits_;
  bool leaving_ = false;
  bool splitsKnown_ = false;
  bool namesKnown_ = false;  // to the completer
  quint64 changes_ = 0;      // an answer from before a change is not taken
};

}  // namespace cloc::ui
