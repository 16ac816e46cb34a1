// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "db/connection.h"

#include <QJsonObject>
#include <QStringList>

//! How values of ours stand in columns; shared by the stores.
namespace db {

//! As every database keeps it: without zero characters, and with U+FFFD for halves of surrogate pairs
//! (Unicode 15, 3.9: they have no UTF-8). Pages bring both in the escapes of their JSON.
QString storableText(const QString &text);
//! Of texts that can be stored.
QString jsonText(const QJsonObject &object);
QString jsonText(const QStringList &list);
//! Empty when the text is no object.
QJsonObject jsonObject(const QString &text);

inline QVariant textOrNull(const QString &text)
{
    return text.isEmpty() ? QVariant() : QVariant(text);
}
//! For columns that are NOT NULL: a null string would become NULL.
inline QString textOrEmpty(const QString &text)
{
    return text.isNull() ? QStringLiteral("") : text;
}

//! Until the transaction ends nothing becomes pending of what it failed of: rules and the sweep may change.
core::Result<void> lockRules(Connection &connection);

//! Runs the statement; the first column of its rows, each text once.
core::Result<QStringList> textsOf(Statement &statement);

} // namespace db
