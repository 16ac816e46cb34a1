// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "db/values.h"

#include "core/clock.h"

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

JsonRows &JsonRows::next()
{
    if (m_inRow)
        m_json += QLatin1String("},");
    m_json += u'{';
    m_inRow = true;
    return *this;
}

void JsonRows::begin(QLatin1String name)
{
    if (!m_json.endsWith(u'{'))
        m_json += u',';
    m_json += u'"';
    m_json += name;
    m_json += QLatin1String("\":");
}

//! In quotes. A zero character, which no database keeps in a text, is left out.
void JsonRows::append(const QString &text)
{
    m_json += u'"';
    for (const QChar c : text) {
        if (c == u'"' || c == u'\\') {
            m_json += u'\\';
            m_json += c;
        } else if (c >= u' ') {
            m_json += c;
        } else if (!c.isNull()) {
            m_json += QStringLiteral("\\u%1").arg(int(c.unicode()), 4, 16, QLatin1Char('0'));
        }
    }
    m_json += u'"';
}

JsonRows &JsonRows::add(QLatin1String name, const QString &text)
{
    return text.isEmpty() ? *this : addAlways(name, text);
}

JsonRows &JsonRows::addAlways(QLatin1String name, const QString &text)
{
    begin(name);
    append(text);
    return *this;
}

JsonRows &JsonRows::add(QLatin1String name, qint64 number)
{
    begin(name);
    m_json += QString::number(number);
    return *this;
}

JsonRows &JsonRows::add(QLatin1String name, const QDateTime &time)
{
    if (!time.isValid())
        return *this;
    if (time != m_time) {
        m_time = time;
        m_timeText = core::toTimeText(time);
    }
    return addAlways(name, m_timeText);
}

JsonRows &JsonRows::add(QLatin1String name, const QJsonObject &object)
{
    begin(name);
    m_json += object.isEmpty() ? QStringLiteral("{}") : jsonText(object);
    return *this;
}

QString JsonRows::finished()
{
    m_json += m_inRow ? QLatin1String("}]") : QLatin1String("]");
    return m_json;
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
