// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/window/conversion_dialog.h"

#include <QComboBox>
#include <QDialogButtonBox>
#include <QDir>
#include <QFileDialog>
#include <QFileInfo>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSpinBox>
#include <QVBoxLayout>
#include <algorithm>

#include "ui/theme/theme.h"

namespace cloc::ui {
namespace {

QLabel* wrapped(const char* name, QWidget* parent) {
  auto* label = new QLabel(parent);
  label->setObjectName(QLatin1String(name));
  label->setWordWrap(true);
  label->setTextFormat(Qt::PlainText);
  return label;
}

}  // namespace

ConversionDialog::ConversionDialog(QWidget* window)
    : QDialog(window),
      weights_(new QLineEdit(this)),
      tokenizer_(new QLineEdit(this)),
      regions_(new QComboBox(this)),
      activation_(new QComboBox(this)),
      imageSize_(new QSpinBox(this)),
      problem_(wrapped("convert.problem", this)),
      regionsHelp_(wrapped("convert.regionsHelp", this)),
      start_(new QPushButton(tr("&Convert"), this)) {
  setObjectName(QStringLiteral("conversionDialog"));
  setWindowTitle(tr("Weights of another program"));
  resize(600, 0);
  build();
  connect(weights_, &QLineEdit::textChanged, this, &ConversionDialog::showState);
  connect(regions_, &QComboBox::currentIndexChanged, this, &ConversionDialog::showState);
  showState();
}

void ConversionDialog::build() {
  auto* form = new QFormLayout;
  form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
  auto* about = wrapped("convert.about", this);
  about->setText(
      tr("OpenAI's CLIP, open_clip's files and Hugging Face's CLIP and SigLIP become a model of this "
         "project. The "
         "files are read as data: nothing in them is executed."));
  const auto addBrowsed = [&](const QString& label, QLineEdit* edit) {
    auto* row = new QHBoxLayout;
    row->setSpacing(6);
    row->addWidget(edit, 1);
    for (const bool folder : {false, true}) {
      auto* button = new QPushButton(icon(folder ? QStringLiteral("folder") : QStringLiteral("import")),
                                     folder ? tr("Folder…") : tr("File…"), this);
      button->setAutoDefault(false);
      connect(button, &QPushButton::clicked, this, [this, edit, folder] { browse(edit, folder); });
      row->addWidget(button);
    }
    form->addRow(label, row);
    static_cast<QLabel*>(form->labelForField(row))->setBuddy(edit);
  };
  weights_->setObjectName(QStringLiteral("convert.weights"));
  weights_->setPlaceholderText(
      tr("model.safetensors, open_clip_pytorch_model.bin, ViT-B-16.pt, or their folder"));
  addBrowsed(tr("&Weights"), weights_);
  form->addRow(QString(), problem_);

  regions_->setObjectName(QStringLiteral("convert.regions"));
  regions_->addItem(tr("From the image's tokens (RoI-Align)"), QStringLiteral("value_roi"));
  regions_->addItem(tr("Each cut out and encoded"), QStringLiteral("crops"));
  form->addRow(tr("&Boxes"), regions_);
  regionsHelp_->setForegroundRole(QPalette::PlaceholderText);
  form->addRow(QString(), regionsHelp_);

  tokenizer_->setObjectName(QStringLiteral("convert.tokenizer"));
  tokenizer_->setPlaceholderText(tr("Beside the weights, or CLIP's own"));
  addBrowsed(tr("&Tokenizer"), tokenizer_);

  activation_->setObjectName(QStringLiteral("convert.activation"));
  activation_->addItem(tr("As the weights' configuration says"), QString());
  activation_->addItem(tr("Quick GELU (OpenAI, MetaCLIP, DFN)"), QStringLiteral("quick_gelu"));
  activation_->addItem(tr("GELU (LAION, DataComp)"), QStringLiteral("gelu"));
  activation_->setToolTip(
      tr("For weights without a configuration: they do not tell, and the wrong one gives wrong "
         "results"));
  form->addRow(tr("&Activation"), activation_);

  imageSize_->setObjectName(QStringLiteral("convert.imageSize"));
  imageSize_->setRange(0, 4096);
  imageSize_->setSpecialValueText(tr("The weights' own"));
  imageSize_->setSuffix(tr(" px"));
  imageSize_->setToolTip(
      tr("A side of the images that the model sees: a multiple of its patches. Larger finds smaller things, "
         "slower"));
  form->addRow(tr("&Image size"), imageSize_);

  auto* buttons = new QDialogButtonBox(this);
  start_->setObjectName(QStringLiteral("convert.start"));
  start_->setDefault(true);
  start_->setToolTip(tr("Start it as a job; the model is opened when it is there (Enter)"));
  buttons->addButton(start_, QDialogButtonBox::AcceptRole);
  buttons->addButton(QDialogButtonBox::Cancel)->setAutoDefault(false);
  connect(buttons, &QDialogButtonBox::accepted, this, [this] {
    accept();
    emit conversionRequested(request());
  });
  connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(16, 16, 16, 16);
  layout->setSpacing(12);
  layout->addWidget(about);
  layout->addLayout(form);
  layout->addStretch(1);
  layout->addWidget(buttons);
}

void ConversionDialog::showFor(const QString& weights) {
  if (!weights.isEmpty()) weights_->setText(QDir::cleanPath(weights));
  show();
  raise();
  activateWindow();
  (weights_->text().isEmpty() ? static_cast<QWidget*>(weights_) : start_)->setFocus();
}

ConversionRequest ConversionDialog::request() const {
  return {weights_->text(), tokenizer_->text(), activation_->currentData().toString(),
          regions_->currentData().toString(), imageSize_->value()};
}

void ConversionDialog::browse(QLineEdit* edit, bool folder) {
  const QString path = folder ? QFileDialog::getExistingDirectory(this, tr("The folder"), edit->text())
                              : QFileDialog::getOpenFileName(this, tr("The file"), edit->text());
  if (!path.isEmpty()) edit->setText(path);
}

void ConversionDialog::showState() {
  const QString path = weights_->text();
  const bool there = !path.isEmpty() && QFileInfo::exists(path);
  problem_->setText(path.isEmpty() || there ? QString() : tr("There is no such file or folder."));
  problem_->setVisible(!problem_->text().isEmpty());
  QPalette bad = palette();
  bad.setColor(QPalette::WindowText, tone(Tone::Bad));
  problem_->setPalette(bad);
  start_->setEnabled(there);
  regionsHelp_->setText(
      regions_->currentIndex() == 0
          ? tr("One pass of the encoder for an image, then any number of boxes at hardly any cost. Training "
               "can add a Prompter later.")
          : tr("A pass of the encoder for each box: slow to index, and dragging a box is slower "
               "too; sees small things sharper."));
  // Wrapped texts take the height that their width leaves them; a dialog does not grow by itself.
  resize(width(), std::max(height(), layout()->totalHeightForWidth(width())));
}

}  // namespace cloc::ui
