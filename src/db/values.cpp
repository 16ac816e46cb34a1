// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "db/values.h"

#include <QJsonArray>
#include <QJsonDocument>

namespace db {

namespace {

constexpr qsizetype kEscapeSize = 6; //!< of \uXXXX

//! What storableText() changes stands in escapes here; whole pairs do not.
QString textOf(const QJsonDocument &json)
{
    const QString text = QString::fromUtf8(json.toJson(QJsonDocument::Compact));
    QString storable;
    qsizetype done = 0;
    for (qsizetype at = text.indexOf(u'\\'); at >= 0; at = text.indexOf(u'\\', at)) {
        const bool isCode = at + kEscapeSize <= text.size() && text[at + 1] == u'u';
        const QChar code(isCode ? QStringView(text).mid(at + 2, 4).toUShort(nullptr, 16) : ushort('"'));
        if (!code.isNull() && !code.isSurrogate()) {
            at += 2; // with what is escaped, which may be another backslash
            continue;
        }
        storable += QStringView(text).mid(done, at - done);
        if (code.isSurrogate())
            storable += QChar(QChar::ReplacementCharacter);
        at += kEscapeSize;
        done = at;
    }
    return done == 0 ? text : storable + QStringView(text).mid(done);
}

} // namespace

QString storableText(const QString &text)
{
    if (text.isValidUtf16() && !text.contains(QChar::Null))
        return text;
    QString storable = QStringLiteral(""); // a null string would become NULL
    for (const char32_t letter : QStringView(text).toUcs4()) {
        if (letter != 0)
            storable += QChar::fromUcs4(letter);
    }
    return storable;
}

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
