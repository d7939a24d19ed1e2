// SPDX-License-Identifier: Apache-2.0
// What a PostgreSQL server, or libpq on the way to it, says went wrong, as errors for people. For Database
// alone.
#pragma once

#include <string>

#include "core/store/server_address.h"

class QSqlError;

namespace cloc::store {

// Of a statement.
[[noreturn]] void throw_server_error(const QSqlError& error, const ServerAddress& address);
// Of the attempt to connect.
[[noreturn]] void throw_connection_error(const QSqlError& error, const ServerAddress& address);
// "55P03", ...: https://www.postgresql.org/docs/current/errcodes-appendix.html
bool is_lock_timeout(const QSqlError& error);

}  // namespace cloc::store
