// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/auditmodel.h"

#include "models/batchwords.h"
#include "models/words.h"

namespace models {

namespace {
constexpr int kShownHash = 8; // enough to tell two lists apart at a glance
}

AuditModel::AuditModel(QObject *parent, core::Clock clock) : DiffModel(parent), m_clock(std::move(clock))
{
}

int AuditModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(Column::Count);
}

QString AuditModel::key(const db::AuditRow &row) const
{
    return QString::number(row.id);
}

//! What was written stays; only times change, and these are announced with refreshTimes().
bool AuditModel::equal(const db::AuditRow &a, const db::AuditRow &b) const
{
    return a.id == b.id && a.result == b.result;
}

void AuditModel::refreshTimes()
{
    if (rowCount() > 0)
        emit dataChanged(index(0, 0), index(rowCount() - 1, 0), {Qt::DisplayRole});
}

QVariant AuditModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || index.row() >= rowCount())
        return {};
    const db::AuditRow &row = rowAt(index.row());
    const auto column = static_cast<Column>(index.column());
    switch (role) {
    case Qt::DisplayRole:
        return display(row, column);
    case Qt::ToolTipRole:
        return toolTip(row, column);
    case Qt::TextAlignmentRole:
        return headerData(index.column(), Qt::Horizontal, role);
    case RawRole:
        return raw(row, column);
    case IdRole:
        return key(row);
    default:
        return {};
    }
}

QVariant AuditModel::display(const db::AuditRow &row, Column column) const
{
    switch (column) {
    case Column::When:
        return relativeTime(row.at, m_clock());
    case Column::Actor:
        return row.actor;
    case Column::Action:
        return auditWords(row.action);
    case Column::What:
        if (!row.filter.isEmpty())
            return filterWords(row.filter);
        return row.batchId.isEmpty() ? QString() : tr("batch %1").arg(row.batchId.left(kShownHash));
    case Column::Items:
        return numberText(row.items);
    case Column::Hash:
        return row.hash.left(kShownHash);
    case Column::Result:
        return auditResult(row);
    case Column::Count:
        break;
    }
    return {};
}

QVariant AuditModel::raw(const db::AuditRow &row, Column column) const
{
    switch (column) {
    case Column::When:
        return row.at;
    case Column::Actor:
        return row.actor;
    case Column::Action:
        return row.action;
    case Column::What:
        return row.filter;
    case Column::Items:
        return row.items;
    case Column::Hash:
        return row.hash;
    case Column::Result:
        return row.result;
    case Column::Count:
        break;
    }
    return {};
}

QString AuditModel::toolTip(const db::AuditRow &row, Column column) const
{
    switch (column) {
    case Column::When:
        return exactTime(row.at);
    case Column::What: {
        QStringList lines;
        if (!row.filter.isEmpty())
            lines += row.filter;
        if (!row.batchId.isEmpty())
            lines += tr("Batch %1").arg(row.batchId);
        return plainToolTip(lines.join(QLatin1Char('\n')));
    }
    case Column::Hash:
        return row.hash.isEmpty() ? QString() : tr("SHA-256 of the list of steps: %1").arg(row.hash);
    case Column::Actor:
    case Column::Action:
    case Column::Result:
        return plainToolTip(raw(row, column).toString());
    case Column::Items:
    case Column::Count:
        break;
    }
    return {};
}

QVariant AuditModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    const auto column = static_cast<Column>(section);
    if (role == Qt::TextAlignmentRole) {
        const bool isNumber = column == Column::Items;
        return QVariant((isNumber ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    }
    if (role != Qt::DisplayRole)
        return {};
    switch (column) {
    case Column::When:
        return tr("When");
    case Column::Actor:
        return tr("Who");
    case Column::Action:
        return tr("Action");
    case Column::What:
        return tr("What");
    case Column::Items:
        return tr("Count");
    case Column::Hash:
        return tr("List");
    case Column::Result:
        return tr("Result");
    case Column::Count:
        break;
    }
    return {};
}

} // namespace models
