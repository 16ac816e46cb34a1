// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "db/values.h"

#include <QJsonArray>
#include <QJsonDocument>

namespace db {

namespace {

//! Without zero characters, which no database keeps in a text: PostgreSQL refuses them in JSON, too.
QString textOf(const QJsonDocument &json)
{
    QString text = QString::fromUtf8(json.toJson(QJsonDocument::Compact));
    for (qsizetype at = text.indexOf(u'\\'); at >= 0; at = text.indexOf(u'\\', at)) {
        if (QStringView(text).mid(at).startsWith(u"\\u0000"))
            text.remove(at, 6);
        else
            at += 2; // with what is escaped, which may be another backslash
    }
    return text;
}

} // namespace

QString jsonText(const QJsonObject &object)
{
    return textOf(QJsonDocument(object));
}

QString jsonText(const QStringList &list)
{
    return textOf(QJsonDocument(QJsonArray::fromStringList(list)));
}

QJsonObject jsonObject(const QString &text)
{
    return QJsonDocument::fromJson(text.toUtf8()).object();
}

core::Result<void> lockRules(Connection &connection)
{
    auto statement = connection.statement("lock_rules");
    return statement ? statement->exec() : core::Result<void>(statement.error());
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
