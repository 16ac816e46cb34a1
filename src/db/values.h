// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "db/connection.h"

#include <QDateTime>
#include <QJsonObject>
#include <QStringList>

//! How values of ours stand in columns; shared by the stores.
namespace db {

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

//! Rows as one value: a JSON list of objects, for statements that write many rows at once. What is empty,
//! absent or invalid is left out, which SQL reads as NULL.
class JsonRows
{
public:
    //! Begins a row.
    JsonRows &next();
    JsonRows &add(QLatin1String name, const QString &text);
    JsonRows &add(QLatin1String name, qint64 number);
    JsonRows &add(QLatin1String name, const QDateTime &time);
    JsonRows &add(QLatin1String name, const QJsonObject &object);
    //! Even where it is empty.
    JsonRows &addAlways(QLatin1String name, const QString &text);
    //! No row can be added to it any more.
    QString finished();

private:
    void begin(QLatin1String name);
    void append(const QString &text);

    QString m_json = QStringLiteral("[");
    bool m_inRow = false;
    QDateTime m_time; // of many rows it is the same one
    QString m_timeText;
};

//! Until the transaction ends nothing becomes pending of what it failed of: rules and the sweep may change.
core::Result<void> lockRules(Connection &connection);

//! Runs the statement; the first column of its rows, each text once.
core::Result<QStringList> textsOf(Statement &statement);

} // namespace db
