// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDateTime>
#include <QJsonObject>
#include <QString>

#include <optional>

namespace db {

class Dialect;

//! Rows as one value, for statements that write many rows at once, as the database reads them fastest:
//! SQLite a JSON list of objects, PostgreSQL an array of a row type of the schema (its manual, 8.15.6 and
//! 8.16.6). Each row has the same columns in the order of that type. What is empty, absent or invalid is
//! NULL.
class ManyRows
{
public:
    explicit ManyRows(const Dialect &dialect);

    //! Begins a row.
    ManyRows &next();
    ManyRows &add(QLatin1String name, const QString &text);
    ManyRows &add(QLatin1String name, std::optional<qint64> number);
    ManyRows &add(QLatin1String name, const QDateTime &time);
    ManyRows &add(QLatin1String name, const QJsonObject &object);
    //! Even where it is empty.
    ManyRows &addAlways(QLatin1String name, const QString &text);
    //! No row can be added to it any more.
    QString finished();

private:
    void begin(QLatin1String name);
    ManyRows &addNull(QLatin1String name);
    void appendJson(const QString &text);
    void appendField(const QString &text);

    const bool m_isJson;
    QString m_text;
    bool m_isFirstRow = true;
    bool m_isFirstColumn = true;
    QDateTime m_time; // of many rows it is the same one
    QString m_timeText;
};

} // namespace db
