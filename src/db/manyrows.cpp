// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "db/manyrows.h"

#include "core/clock.h"
#include "db/dialect.h"
#include "db/values.h"

#include <algorithm>

namespace db {

namespace {

//! Whether a field of a row needs no quotes.
bool isPlain(const QString &text)
{
    return !text.isEmpty() && std::all_of(text.cbegin(), text.cend(), [](QChar c) {
        return c > u' ' && c != u'"' && c != u'\\' && c != u',' && c != u'(' && c != u')' && !c.isSpace();
    });
}

} // namespace

ManyRows::ManyRows(const Dialect &dialect)
    : m_isJson(dialect.rowsFormat() == RowsFormat::Json), m_text(m_isJson ? u'[' : u'{')
{
}

ManyRows &ManyRows::next()
{
    if (!m_isFirstRow)
        m_text += m_isJson ? QLatin1String("},") : QLatin1String(")\",");
    m_text += m_isJson ? QLatin1String("{") : QLatin1String("\"(");
    m_isFirstRow = false;
    m_isFirstColumn = true;
    return *this;
}

void ManyRows::begin(QLatin1String name)
{
    if (!m_isFirstColumn)
        m_text += u',';
    m_isFirstColumn = false;
    if (!m_isJson)
        return;
    m_text += u'"';
    m_text += name;
    m_text += QLatin1String("\":");
}

//! JSON leaves it out; in a row nothing stands between the commas.
ManyRows &ManyRows::addNull(QLatin1String name)
{
    if (!m_isJson)
        begin(name);
    return *this;
}

//! In quotes.
void ManyRows::appendJson(const QString &text)
{
    m_text += u'"';
    for (const QChar c : text) {
        if (c == u'"' || c == u'\\') {
            m_text += u'\\';
            m_text += c;
        } else if (c >= u' ') {
            m_text += c;
        } else {
            m_text += QStringLiteral("\\u%1").arg(int(c.unicode()), 4, 16, QLatin1Char('0'));
        }
    }
    m_text += u'"';
}

//! Quoted twice: as a field of its row, and with the row as an element of the array.
void ManyRows::appendField(const QString &text)
{
    if (isPlain(text)) {
        m_text += text;
        return;
    }
    m_text += QLatin1String("\\\"");
    for (const QChar c : text) {
        if (c == u'"')
            m_text += QLatin1String("\\\"\\\"");
        else if (c == u'\\')
            m_text += QLatin1String("\\\\\\\\");
        else
            m_text += c;
    }
    m_text += QLatin1String("\\\"");
}

ManyRows &ManyRows::add(QLatin1String name, const QString &text)
{
    return text.isEmpty() ? addNull(name) : addAlways(name, text);
}

ManyRows &ManyRows::addAlways(QLatin1String name, const QString &text)
{
    begin(name);
    if (m_isJson)
        appendJson(storableText(text));
    else
        appendField(storableText(text));
    return *this;
}

ManyRows &ManyRows::add(QLatin1String name, std::optional<qint64> number)
{
    if (!number)
        return addNull(name);
    begin(name);
    m_text += QString::number(*number);
    return *this;
}

ManyRows &ManyRows::add(QLatin1String name, const QDateTime &time)
{
    if (!time.isValid())
        return addNull(name);
    if (time != m_time) {
        m_time = time;
        m_timeText = core::toTimeText(time);
    }
    return addAlways(name, m_timeText);
}

ManyRows &ManyRows::add(QLatin1String name, const QJsonObject &object)
{
    const QString text = object.isEmpty() ? QStringLiteral("{}") : jsonText(object);
    begin(name);
    if (m_isJson)
        m_text += text;
    else
        appendField(text);
    return *this;
}

QString ManyRows::finished()
{
    if (!m_isFirstRow)
        m_text += m_isJson ? QLatin1String("}") : QLatin1String(")\"");
    m_text += m_isJson ? u']' : u'}';
    return m_text;
}

} // namespace db
