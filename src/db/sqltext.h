// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QStringList>

namespace db {

//! The text of the statement sql/sqlite/queries/<name>.sql, read once. Any thread.
//! A name that does not exist is a bug of ours and gives an empty text, which no database prepares.
QString sqlText(const QString &name);

//! The text of any file below sql/sqlite, for example "filters/step".
QString sqlFile(const QString &path);

//! The names of all statements under queries/, for the test that prepares each.
QStringList sqlNames();

} // namespace db
