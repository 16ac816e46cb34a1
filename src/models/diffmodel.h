// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractTableModel>
#include <QHash>
#include <QSet>

#include <algorithm>
#include <vector>

namespace models {

//! A table over plain rows that takes a new set of rows as the difference to the old one: rows that went are
//! removed, new ones inserted, moved ones moved, changed ones announced by dataChanged(). Selection, scroll
//! position and current row survive; there is no reset.
//!
//! Row is copyable and has an operator== or is compared by equal(); key() names a row for life.
template <typename Row>
class DiffModel : public QAbstractTableModel
{
public:
    using QAbstractTableModel::QAbstractTableModel;

    int rowCount(const QModelIndex &parent = {}) const override
    {
        return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
    }
    const Row &rowAt(int row) const { return m_rows[static_cast<size_t>(row)]; }
    const std::vector<Row> &rows() const { return m_rows; }

    void setRows(std::vector<Row> rows)
    {
        removeDuplicates(rows);
        removeAbsent(rows);
        QSet<QString> present;
        for (const Row &row : m_rows)
            present.insert(key(row));
        for (size_t i = 0; i < rows.size();) {
            size_t end = i;
            while (end < rows.size() && !present.contains(key(rows[end])))
                ++end;
            if (end > i)
                insert(i, rows.begin() + static_cast<std::ptrdiff_t>(i),
                       rows.begin() + static_cast<std::ptrdiff_t>(end));
            else
                place(end++, std::move(rows[i]));
            i = end;
        }
    }
    void clear() { setRows({}); }

    //! The row of this name; -1 when there is none.
    int lineOf(const QString &name) const
    {
        if (!m_isIndexed) {
            m_lines.clear();
            for (size_t i = 0; i < m_rows.size(); ++i)
                m_lines.insert(key(m_rows[i]), static_cast<int>(i));
            m_isIndexed = true;
        }
        return m_lines.value(name, -1);
    }

protected:
    virtual QString key(const Row &row) const = 0;
    virtual bool equal(const Row &a, const Row &b) const = 0;

    //! Replaces row i in place and announces it when it differs.
    void update(size_t i, Row row)
    {
        if (equal(m_rows[i], row))
            return;
        m_rows[i] = std::move(row);
        const int line = static_cast<int>(i);
        emit dataChanged(index(line, 0), index(line, columnCount() - 1));
    }

    void append(std::vector<Row> rows)
    {
        if (!rows.empty())
            insert(m_rows.size(), rows.begin(), rows.end());
    }

private:
    void removeDuplicates(std::vector<Row> &rows) const
    {
        QSet<QString> seen;
        std::erase_if(rows, [&](const Row &row) {
            const bool isNew = !seen.contains(key(row));
            seen.insert(key(row));
            return !isNew;
        });
    }

    void removeAbsent(const std::vector<Row> &rows)
    {
        QSet<QString> wanted;
        for (const Row &row : rows)
            wanted.insert(key(row));
        for (int last = rowCount() - 1; last >= 0; --last) {
            if (wanted.contains(key(rowAt(last))))
                continue;
            int first = last;
            while (first > 0 && !wanted.contains(key(rowAt(first - 1))))
                --first;
            beginRemoveRows({}, first, last);
            m_isIndexed = false;
            m_rows.erase(m_rows.begin() + first, m_rows.begin() + last + 1);
            endRemoveRows();
            last = first;
        }
    }

    void insert(size_t at, typename std::vector<Row>::iterator begin, typename std::vector<Row>::iterator end)
    {
        const int first = static_cast<int>(at);
        beginInsertRows({}, first, first + static_cast<int>(end - begin) - 1);
        m_isIndexed = false;
        m_rows.insert(m_rows.begin() + first, std::make_move_iterator(begin), std::make_move_iterator(end));
        endInsertRows();
    }

    //! Brings a row that is here already to line i, where lines before i are in place.
    void place(size_t i, Row row)
    {
        const QString name = key(row);
        if (key(m_rows[i]) != name) {
            const auto at = std::find_if(m_rows.begin() + static_cast<std::ptrdiff_t>(i), m_rows.end(),
                                         [&](const Row &old) { return key(old) == name; });
            const int line = static_cast<int>(i);
            const int from = static_cast<int>(at - m_rows.begin());
            beginMoveRows({}, from, from, {}, line);
            m_isIndexed = false;
            std::rotate(m_rows.begin() + line, at, at + 1);
            endMoveRows();
        }
        update(i, std::move(row));
    }

    std::vector<Row> m_rows;
    mutable QHash<QString, int> m_lines; //!< by key; valid while m_isIndexed
    mutable bool m_isIndexed = false;
};

} // namespace models
