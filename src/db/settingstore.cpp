// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "db/settingstore.h"

namespace db {

core::Result<QHash<QString, QString>> SettingStore::all()
{
    auto statement = m_connection.statement("list_settings");
    if (!statement)
        return statement.error();
    if (auto done = statement->exec(); !done)
        return done.error();
    QHash<QString, QString> values;
    auto read =
        statement->forEach([&values](const Statement &row) { values.insert(row.text(0), row.text(1)); });
    return read ? core::Result<QHash<QString, QString>>(std::move(values)) : read.error();
}

core::Result<void> SettingStore::set(const QString &key, const QString &value)
{
    auto statement = m_connection.statement("upsert_setting");
    if (!statement)
        return statement.error();
    return statement->bind(":key", key).bind(":value", value.isNull() ? QStringLiteral("") : value).exec();
}

} // namespace db
