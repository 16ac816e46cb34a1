// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "db/values.h"

#include <QJsonArray>
#include <QJsonDocument>

namespace db {

QString jsonText(const QJsonObject &object)
{
    return QString::fromUtf8(QJsonDocument(object).toJson(QJsonDocument::Compact));
}

QString jsonText(const QStringList &list)
{
    return QString::fromUtf8(QJsonDocument(QJsonArray::fromStringList(list)).toJson(QJsonDocument::Compact));
}

QJsonObject jsonObject(const QString &text)
{
    return QJsonDocument::fromJson(text.toUtf8()).object();
}

core::Result<QStringList> textsOf(Statement &statement)
{
    if (auto done = statement.exec(); !done)
        return done.error();
    QStringList texts;
    auto read = statement.forEach([&texts](const Statement &row) { texts.append(row.text(0)); });
    if (!read)
        return read.error();
    texts.removeDuplicates();
    return texts;
}

} // namespace db
