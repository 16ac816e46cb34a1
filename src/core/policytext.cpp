// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// PolicyTable as text.
#include "core/policytable.h"

#include <QCoreApplication>

#include <algorithm>

namespace core {

namespace {

QString tr(const char *sentence)
{
    return QCoreApplication::translate("core::PolicyTable", sentence);
}

QStringList columns()
{
    return QStringList(QStringLiteral("cause")) + PolicyTable::fields();
}

QString listOf(const QStringList &words)
{
    return words.join(QStringLiteral(", "));
}

QString causeNames()
{
    QStringList names;
    for (int i = 0; i < static_cast<int>(Cause::Count); ++i)
        names.append(causeName(static_cast<Cause>(i)));
    return listOf(names);
}

bool isComment(const QString &line)
{
    const QString text = line.trimmed();
    return text.startsWith(u'#') || text.startsWith(QStringLiteral("\"#")); // quoted by a spreadsheet
}

//! One line of CSV (RFC 4180), blanks around the cells taken off. Absent when a quote is not closed.
std::optional<QStringList> cellsOf(const QString &line)
{
    QStringList cells{QString()};
    bool isQuoted = false;
    for (qsizetype i = 0; i < line.size(); ++i) {
        const bool isQuote = line[i] == u'"';
        if (isQuote && isQuoted && i + 1 < line.size() && line[i + 1] == u'"')
            cells.last().append(line[++i]);
        else if (isQuote)
            isQuoted = !isQuoted;
        else if (line[i] == u',' && !isQuoted)
            cells.append(QString());
        else
            cells.last().append(line[i]);
    }
    if (isQuoted)
        return std::nullopt;
    for (QString &cell : cells)
        cell = cell.trimmed();
    return cells;
}

class Reader
{
public:
    Result<PolicyTable> read(QString text);

private:
    Result<void> readLine(const QString &line);
    Result<void> readHeader(const QStringList &cells);
    Result<void> readPolicy(const QStringList &cells);
    Error usage(const QString &message) const;

    int m_line = 0;
    QStringList m_columns; //!< empty until the header was read
    std::array<int, static_cast<std::size_t>(Cause::Count)> m_lineOf{};
    PolicyTable m_table;
};

Error Reader::usage(const QString &message) const
{
    return {ErrorCode::Usage, tr("Line %1: %2").arg(QString::number(m_line), message), {}};
}

Result<PolicyTable> Reader::read(QString text)
{
    if (text.startsWith(QChar::ByteOrderMark))
        text.remove(0, 1);
    text.replace(QStringLiteral("\r\n"), QStringLiteral("\n"));
    for (const QString &line : text.split(u'\n')) {
        ++m_line;
        if (auto done = readLine(line); !done)
            return done.error();
    }
    if (m_columns.isEmpty())
        return usage(tr("the header is missing: %1.").arg(columns().join(u',')));
    return m_table;
}

Result<void> Reader::readLine(const QString &line)
{
    if (isComment(line))
        return {};
    const auto cells = cellsOf(line);
    if (!cells)
        return usage(tr("a quotation mark is not closed."));
    if (std::all_of(cells->begin(), cells->end(), [](const QString &cell) { return cell.isEmpty(); }))
        return {};
    return m_columns.isEmpty() ? readHeader(*cells) : readPolicy(*cells);
}

Result<void> Reader::readHeader(const QStringList &cells)
{
    const QStringList known = columns();
    QStringList named;
    for (const QString &cell : cells)
        named.append(cell.toLower());
    if (!named.contains(known.first()))
        return usage(tr("the header is missing: %1.").arg(known.join(u',')));
    for (const QString &column : named) {
        if (!known.contains(column))
            return usage(tr("there is no column \"%1\"; there are: %2.").arg(column.left(60), listOf(known)));
        if (named.count(column) > 1)
            return usage(tr("the column %1 is named more than once.").arg(column));
    }
    m_columns = named;
    return {};
}

Result<void> Reader::readPolicy(const QStringList &cells)
{
    if (cells.size() != m_columns.size()) {
        return usage(
            tr("there are %1 cells where the header has %2 columns: %3.")
                .arg(QString::number(cells.size()), QString::number(m_columns.size()), listOf(m_columns)));
    }
    const QString name = cells[m_columns.indexOf(columns().first())];
    const auto cause = causeFromName(name.toLower());
    if (!cause)
        return usage(tr("cause: there is no \"%1\"; there are: %2.").arg(name.left(60), causeNames()));
    int &lineOf = m_lineOf[static_cast<std::size_t>(*cause)];
    if (lineOf > 0) {
        return usage(tr("cause: %1 is in line %2 already, and a cause has one line.")
                         .arg(causeName(*cause), QString::number(lineOf)));
    }
    lineOf = m_line;
    for (qsizetype i = 0; i < cells.size(); ++i) {
        if (m_columns[i] == columns().first())
            continue;
        if (auto set = m_table.set(*cause, m_columns[i], cells[i]); !set)
            return usage(set.error().message);
    }
    return {};
}

} // namespace

QString PolicyTable::toText() const
{
    QStringList lines{columns().join(u',')};
    for (const CausePolicy &policy : m_policies) {
        QStringList cells{causeName(policy.cause)};
        for (const QString &field : fields())
            cells.append(value(policy.cause, field));
        lines.append(cells.join(u','));
    }
    return lines.join(u'\n') + u'\n';
}

Result<PolicyTable> PolicyTable::parse(const QString &text)
{
    return Reader().read(text);
}

} // namespace core
