// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QStringList>
#include <QVariant>

namespace db {

class Dialect;

//! The text of a file below the dialect's folder of sql/, or else below sql/common, for example
//! "filters/step"; read once. Any thread.
//! A name that does not exist is a bug of ours and gives an empty text, which no database prepares.
QString sqlFile(const Dialect &dialect, const QString &path);

//! The statement queries/<name>.sql.
QString sqlText(const Dialect &dialect, const QString &name);

//! A statement with a literal instead of each place :name. Literals are quoted whatever their type, so that
//! the database reads them as it reads a parameter without a type; a place without a value becomes NULL.
QString withValues(const QString &sql, const QVariantHash &values);

//! The names of all files in a folder, common ones included, in order.
QStringList sqlNames(const Dialect &dialect, const QString &folder);

} // namespace db
