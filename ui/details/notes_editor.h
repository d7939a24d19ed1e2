// SPDX-License-Identifier: GPL-3.0-or-later
// Fields for what people say of regions or of an image: captions (one a line), a comment, attributes. The
// same editor serves both; DetailsPanel holds two. It knows nothing of the project: it shows CommonNotes and
// says what was typed, when a field is left or Ctrl+Enter is pressed.
#pragma once

#include <QPlainTextEdit>
#include <QWidget>
#include <optional>
#include <string>
#include <vector>

#include "ui/details/common_notes.h"

class QLabel;
class QLineEdit;
class QTableView;

namespace cloc::ui {

class AttributesModel;

// Tells its text when it is left and was changed.
class CaptionField : public QPlainTextEdit {
  Q_OBJECT

 public:
  explicit CaptionField(QWidget* parent = nullptr);
  // Not told; forgets what was typed.
  void setShown(const QString& text, const QString& placeholder);
  // Tells now what was typed and not told yet.
  void commit();
  bool isChanged() const { return document()->isModified(); }

 signals:
  void committed(const QString& text);

 protected:
  void focusOutEvent(QFocusEvent* event) override;
  void keyPressEvent(QKeyEvent* event) override;
  QSize sizeHint() const override;
  QSize minimumSizeHint() const override;
};

class NotesEditor : public QWidget {
  Q_OBJECT

 public:
  // `hidden`: names of attributes that are shown elsewhere. `name` begins the fields' object names.
  NotesEditor(const QString& name, std::vector<std::string> hidden, QWidget* parent = nullptr);

  // What is being typed stays when `same`: it is about what was shown before.
  void setNotes(const CommonNotes& notes, bool same);
  void setEditable(bool editable);
  void commit();

 signals:
  void captionsEdited(const std::vector<std::string>& captions);
  void attributeEdited(const QString& name, const std::optional<cloc::data::AttributeValue>& value);
  void attributeRenamed(const QString& from, const QString& to);

 private:
  void fitTable();

  std::vector<std::string> hidden_;
  CaptionField* captions_;
  QLineEdit* comment_;
  AttributesModel* model_;
  QTableView* table_;
};

}  // namespace cloc::ui
