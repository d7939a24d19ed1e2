// SPDX-License-Identifier: Apache-2.0
#include "core/base/digest.h"

#include <QCryptographicHash>
#include <QFile>

#include "core/base/error.h"

namespace cloc {

std::string sha256(std::string_view bytes) {
  QCryptographicHash hash(QCryptographicHash::Sha256);
  hash.addData(QByteArrayView(bytes.data(), static_cast<qsizetype>(bytes.size())));
  return hash.result().toHex().toStdString();
}

std::string sha256_file(const std::filesystem::path& path) {
  if (!std::filesystem::exists(path)) {
    throw Error(ErrorKind::NotFound, path.string() + " does not exist. Check the path.");
  }
  QFile file(QString::fromStdString(path.string()));
  QCryptographicHash hash(QCryptographicHash::Sha256);
  if (!file.open(QIODevice::ReadOnly) || !hash.addData(&file)) {
    throw Error(ErrorKind::Io,
                "Cannot read " + path.string() + ": " + file.errorString().toStdString() + ".");
  }
  return hash.result().toHex().toStdString();
}

}  // namespace cloc
