// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/gallery/thumbnail_store.h"

#include <QCoreApplication>
#include <QSqlQuery>
#include <QUrl>
#include <QVariant>
#include <atomic>
#include <system_error>
#include <utility>

namespace cloc::ui {
namespace {

// Primary result codes (https://www.sqlite.org/rescode.html).
enum SqliteCode { kBusy = 5, kLocked = 6, kCorrupt = 11, kNotADatabase = 26 };

int codeOf(const QSqlError& error) {
  return error.nativeErrorCode().toInt() & 0xff;
}
bool isDamage(const QSqlError& error) {
  return codeOf(error) == kCorrupt || codeOf(error) == kNotADatabase;
}

QString nextConnectionName() {
  static std::atomic<std::int64_t> counter{0};
  return QStringLiteral("cloc-thumbnails-%1").arg(counter++);
}

}  // namespace

ThumbnailFolder::ThumbnailFolder(std::filesystem::path folder, std::function<void(const QString&)> say)
    : folder_(std::move(folder)), say_(std::move(say)) {}

QByteArray ThumbnailFolder::nameOf(const std::filesystem::path& image) const {
  const auto holder = folder_.parent_path().parent_path();  // HOLDER/name.clocproj/thumbnails
  const auto relative = image.lexically_normal().lexically_relative(holder);
  const bool below = !relative.empty() && *relative.begin() != "..";
  return QByteArray::fromStdString(below ? relative.native() : image.native());
}

bool ThumbnailFolder::removeDamaged(int seen) {
  const std::lock_guard lock(mutex_);
  if (seen < generation_) return true;  // another thread has done it
  if (generation_ > 0) return false;
  ++generation_;
  std::error_code error;
  for (const char* part : {"", "-wal", "-shm"}) std::filesystem::remove(file().string() + part, error);
  return !std::filesystem::exists(file(), error);
}

int ThumbnailFolder::generation() const {
  const std::lock_guard lock(mutex_);
  return generation_;
}

void ThumbnailFolder::cannotWrite(const QString& reason) {
  {
    const std::lock_guard lock(mutex_);
    if (std::exchange(said_, true)) return;
  }
  say_(QCoreApplication::translate("cloc::ui::ThumbnailFolder",
                                   "Thumbnails cannot be kept in %1 (%2). They are made anew each time the "
                                   "project is opened; check the permissions of that folder and the room on "
                                   "its disk.")
           .arg(QString::fromStdString(folder_.string()), reason));
}

ThumbnailStore::ThumbnailStore(std::shared_ptr<ThumbnailFolder> folder)
    : folder_(std::move(folder)), connection_(nextConnectionName()) {}

ThumbnailStore::~ThumbnailStore() {
  close();
}

void ThumbnailStore::close() {
  if (database_.isValid()) {
    database_.close();
    database_ = QSqlDatabase();  // removeDatabase warns while a handle is left
    QSqlDatabase::removeDatabase(connection_);
  }
  state_ = State::Closed;
}

bool ThumbnailStore::openAs(State state) {
  close();
  database_ = QSqlDatabase::addDatabase(QStringLiteral("QSQLITE"), connection_);
  auto name = QString::fromStdString(folder_->file().string());
  auto options = QStringLiteral("QSQLITE_BUSY_TIMEOUT=2000");
  if (state == State::ReadOnly) {
    options += QStringLiteral(";QSQLITE_OPEN_READONLY;QSQLITE_OPEN_URI");
    // Without this SQLite would want to write its shared memory beside the file.
    name = QUrl::fromLocalFile(name).toString(QUrl::FullyEncoded) + QStringLiteral("?immutable=1");
  }
  database_.setConnectOptions(options);
  database_.setDatabaseName(name);
  if (!database_.open()) return false;
  QSqlQuery query(database_);
  if (state == State::ReadWrite) {
    // A thumbnail lost with the power is made again; a commit must not wait for the disk. The name of the
    // table says the size: another size is another table.
    const char* const statements[] = {
        "PRAGMA journal_mode = WAL", "PRAGMA synchronous = NORMAL",
        "CREATE TABLE IF NOT EXISTS thumbnails_256(path BLOB PRIMARY KEY NOT NULL, mtime_ns INTEGER NOT NULL,"
        " file_size INTEGER NOT NULL, jpeg BLOB NOT NULL)"};
    for (const char* statement : statements) {
      if (!query.exec(QString::fromLatin1(statement))) {
        // `database_` has no error of a query.
        lastError_ = query.lastError();
        return false;
      }
    }
  } else if (!query.exec(QStringLiteral("SELECT 1 FROM thumbnails_256 LIMIT 1"))) {
    lastError_ = query.lastError();
    return false;
  }
  state_ = state;
  return true;
}

void ThumbnailStore::open() {
  generation_ = folder_->generation();
  std::error_code error;
  std::filesystem::create_directories(folder_->folder(), error);
  lastError_ = QSqlError();
  if (openAs(State::ReadWrite)) return;
  const QSqlError reason = lastError_.isValid() ? lastError_ : database_.lastError();
  if (isDamage(reason)) {
    close();
    if (folder_->removeDamaged(generation_)) return;
  }
  folder_->cannotWrite(error ? QString::fromStdString(error.message()) : reason.text().trimmed());
  if (std::filesystem::exists(folder_->file(), error) && openAs(State::ReadOnly)) return;
  close();
  state_ = State::Unusable;
}

bool ThumbnailStore::ensureOpen() {
  if (state_ == State::Unusable) return false;
  if (state_ != State::Closed && generation_ != folder_->generation()) close();
  // The second time when the first one removed a damaged file.
  for (int attempt = 0; attempt < 2 && state_ == State::Closed; ++attempt) open();
  return state_ == State::ReadWrite || state_ == State::ReadOnly;
}

void ThumbnailStore::failed(const QSqlError& error) {
  const int code = codeOf(error);
  if (code == kBusy || code == kLocked) return;  // another time
  close();
  if (isDamage(error) && folder_->removeDamaged(generation_)) return;
  folder_->cannotWrite(error.text().trimmed());
  if (!openAs(State::ReadOnly)) {
    close();
    state_ = State::Unusable;
  }
}

std::optional<QByteArray> ThumbnailStore::find(const std::filesystem::path& image,
                                               const store::FileStamp& stamp) {
  if (!ensureOpen()) return std::nullopt;
  std::optional<QByteArray> found;
  QSqlError error;
  {
    QSqlQuery query(database_);
    query.setForwardOnly(true);
    query.prepare(
        QStringLiteral("SELECT jpeg FROM thumbnails_256 WHERE path = ? AND mtime_ns = ? AND file_size = ?"));
    query.bindValue(0, folder_->nameOf(image));
    query.bindValue(1, QVariant::fromValue<qlonglong>(stamp.mtime_ns));
    query.bindValue(2, QVariant::fromValue<qlonglong>(stamp.size));
    if (query.exec() && query.next()) found = query.value(0).toByteArray();
    error = query.lastError();
  }
  if (error.isValid()) failed(error);
  return found;
}

void ThumbnailStore::put(const std::filesystem::path& image, const store::FileStamp& stamp,
                         const QByteArray& jpeg) {
  if (!ensureOpen() || state_ != State::ReadWrite) return;
  QSqlError error;
  {
    QSqlQuery query(database_);
    query.prepare(QStringLiteral("INSERT OR REPLACE INTO thumbnails_256 VALUES(?, ?, ?, ?)"));
    query.bindValue(0, folder_->nameOf(image));
    query.bindValue(1, QVariant::fromValue<qlonglong>(stamp.mtime_ns));
    query.bindValue(2, QVariant::fromValue<qlonglong>(stamp.size));
    query.bindValue(3, jpeg);
    query.exec();
    error = query.lastError();
  }
  if (error.isValid()) failed(error);
}

}  // namespace cloc::ui
