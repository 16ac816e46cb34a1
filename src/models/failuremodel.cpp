// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/failuremodel.h"

#include "core/whenfinished.h"
#include "models/words.h"

#include <QLocale>

#include <optional>
#include <utility>

namespace models {

namespace {

std::optional<db::FailureSort> sortOf(FailureModel::Column column)
{
    using Column = FailureModel::Column;
    switch (column) {
    case Column::Vehicle:
        return db::FailureSort::Vehicle;
    case Column::Missing:
        return db::FailureSort::Missing;
    case Column::Images:
        return db::FailureSort::Images;
    case Column::LastCause:
        return db::FailureSort::LastCause;
    case Column::Attempts:
        return db::FailureSort::Attempts;
    case Column::NextRetry:
        return db::FailureSort::NextRetry;
    case Column::Added:
        return db::FailureSort::CreatedAt;
    case Column::Count:
        break;
    }
    return std::nullopt;
}

} // namespace

State stateOf(const db::FailureRow &row)
{
    if (row.running)
        return State::Running;
    if (!row.failureTypes)
        return State::Ok;
    if (!row.heldReason.isEmpty())
        return State::Held;
    return row.lastCause ? State::Failed : State::Missing;
}

FailureModel::FailureModel(FailureSource *source, QObject *parent, core::Clock clock)
    : DiffModel(parent), m_source(source), m_clock(std::move(clock))
{
    m_request.limit = kPageSize;
}

void FailureModel::setFilter(const core::Filter &filter)
{
    m_request.filter = filter;
    requestFirst(kPageSize);
}

void FailureModel::reload()
{
    requestFirst(std::max(kPageSize, rowCount()));
}

void FailureModel::sort(int column, Qt::SortOrder order)
{
    const std::optional<db::FailureSort> key = sortOf(static_cast<Column>(column));
    if (!key || (*key == m_request.sort && order == m_request.order))
        return;
    m_request.sort = *key;
    m_request.order = order;
    requestFirst(kPageSize);
}

void FailureModel::requestFirst(int limit)
{
    ++m_generation;
    db::FailurePageRequest first = m_request;
    first.limit = limit;
    first.after.clear();
    request(first, true);
}

bool FailureModel::canFetchMore(const QModelIndex &parent) const
{
    return !parent.isValid() && !m_isLoading && !m_next.isEmpty();
}

void FailureModel::fetchMore(const QModelIndex &parent)
{
    if (!canFetchMore(parent))
        return;
    db::FailurePageRequest more = m_request;
    more.after = m_next;
    request(more, false);
}

void FailureModel::request(const db::FailurePageRequest &request, bool isFirst)
{
    setLoading(true);
    core::whenFinished(
        m_source->failures(request), this,
        [this, isFirst, generation = m_generation](const core::Result<db::FailurePage> &answer) {
            if (generation != m_generation)
                return;
            setLoading(false);
            if (answer)
                take(*answer, isFirst);
            else
                emit failed(answer.error().message);
        });
}

void FailureModel::take(db::FailurePage page, bool isFirst)
{
    m_next = page.next;
    if (isFirst) {
        setRows(std::move(page.rows));
        emit loaded();
        return;
    }
    // A row that changed its sort value meanwhile may come a second time: it stays where it is shown.
    std::vector<db::FailureRow> fresh;
    for (db::FailureRow &row : page.rows) {
        const int line = lineOf(row.vehicleId);
        if (line >= 0)
            update(static_cast<size_t>(line), std::move(row));
        else
            fresh.push_back(std::move(row));
    }
    append(std::move(fresh));
}

void FailureModel::refreshRows(const QStringList &vehicleIds)
{
    for (const QString &id : vehicleIds)
        m_stale.insert(id);
    if (!m_isRefreshing)
        requestStale();
}

void FailureModel::requestStale()
{
    QStringList shown;
    for (const QString &id : std::exchange(m_stale, {})) {
        if (lineOf(id) >= 0)
            shown += id;
    }
    if (shown.isEmpty())
        return;
    m_isRefreshing = true;
    core::whenFinished(m_source->failuresById(shown), this,
                       [this, shown](const core::Result<std::vector<db::FailureRow>> &answer) {
                           m_isRefreshing = false;
                           if (answer) // else the next change asks again
                               takeRows(shown, *answer);
                           requestStale();
                       });
}

void FailureModel::takeRows(const QStringList &asked, const std::vector<db::FailureRow> &answer)
{
    QSet<QString> gone(asked.cbegin(), asked.cend());
    for (const db::FailureRow &row : answer) {
        gone.remove(row.vehicleId);
        const int line = lineOf(row.vehicleId);
        if (line >= 0)
            update(static_cast<size_t>(line), row);
    }
    if (gone.isEmpty())
        return;
    std::vector<db::FailureRow> left = rows();
    std::erase_if(left, [&](const db::FailureRow &row) { return gone.contains(row.vehicleId); });
    setRows(std::move(left));
}

void FailureModel::refreshTimes()
{
    if (rowCount() == 0)
        return;
    const int column = static_cast<int>(Column::NextRetry);
    emit dataChanged(index(0, column), index(rowCount() - 1, column), {Qt::DisplayRole});
}

void FailureModel::setLoading(bool isLoading)
{
    if (m_isLoading == isLoading)
        return;
    m_isLoading = isLoading;
    emit loadingChanged(isLoading);
}

QStringList FailureModel::idsOf(const QModelIndexList &rows) const
{
    QStringList ids;
    for (const QModelIndex &index : rows)
        ids += rowAt(index.row()).vehicleId;
    return ids;
}

int FailureModel::settledCount() const
{
    const core::Filter &filter = m_request.filter;
    return static_cast<int>(std::count_if(rows().begin(), rows().end(), [&](const db::FailureRow &row) {
        if (!row.failureTypes)
            return true;
        return (filter.type && !row.failureTypes.testFlag(*filter.type)) ||
               (filter.cause && row.lastCause != filter.cause);
    }));
}

int FailureModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(Column::Count);
}

QVariant FailureModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || index.row() >= rowCount())
        return {};
    const db::FailureRow &row = rowAt(index.row());
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
    case VehicleIdRole:
        return row.vehicleId;
    case ChipsRole:
        return failureWords(row.failureTypes);
    case StoredRole:
        return row.storedCount;
    case ExpectedRole:
        return row.expectedCount;
    case MissingRole:
        return row.missingCount;
    case StateRole:
        return static_cast<int>(stateOf(row));
    case UrlRole:
        return row.discoveryUrl;
    case VinRole:
        return row.vin;
    default:
        return {};
    }
}

QVariant FailureModel::display(const db::FailureRow &row, Column column) const
{
    switch (column) {
    case Column::Vehicle:
        return vehicleName(row);
    case Column::Missing:
        return row.failureTypes ? failureWords(row.failureTypes).join(QStringLiteral(" · ")) : tr("complete");
    case Column::Images:
        return row.expectedCount == 0 && row.storedCount == 0
                   ? QStringLiteral("–")
                   : QStringLiteral("%1 / %2").arg(row.storedCount).arg(row.expectedCount);
    case Column::LastCause:
        if (row.running)
            return tr("running");
        if (!row.failureTypes)
            return tr("complete");
        if (!row.heldReason.isEmpty())
            return heldWords(row.heldReason, row.nextRetryAt, m_clock());
        return row.lastCause ? causeWords(*row.lastCause) : tr("not tried yet");
    case Column::Attempts:
        return row.attempts > 0 ? QVariant(numberText(row.attempts)) : QVariant(QStringLiteral("–"));
    case Column::NextRetry:
        return nextTryWords(row.heldReason, row.nextRetryAt, m_clock());
    case Column::Added:
        return row.createdAt.isValid()
                   ? QLocale().toString(row.createdAt.toLocalTime().date(), QLocale::ShortFormat)
                   : QString();
    case Column::Count:
        break;
    }
    return {};
}

QVariant FailureModel::raw(const db::FailureRow &row, Column column) const
{
    switch (column) {
    case Column::Vehicle:
        return vehicleName(row);
    case Column::Missing:
        return static_cast<int>(row.failureTypes);
    case Column::Images:
        return row.missingCount;
    case Column::LastCause:
        return row.lastCause ? QString(core::causeName(*row.lastCause)) : QString();
    case Column::Attempts:
        return row.attempts;
    case Column::NextRetry:
        return row.nextRetryAt;
    case Column::Added:
        return row.createdAt;
    case Column::Count:
        break;
    }
    return {};
}

QVariant FailureModel::toolTip(const db::FailureRow &row, Column column) const
{
    switch (column) {
    case Column::Vehicle:
        return plainToolTip(
            QStringList{vehicleName(row), row.discoveryUrl}.join(QLatin1Char('\n')).trimmed());
    case Column::Missing:
        return row.failureTypes
                   ? tr("Missing: %1").arg(failureWords(row.failureTypes).join(QStringLiteral(", ")))
                   : tr("Nothing is missing any more. It leaves the list when you refresh.");
    case Column::Images:
        return tr("%1 stored of %2 expected, %3 missing")
            .arg(numberText(row.storedCount), numberText(row.expectedCount), numberText(row.missingCount));
    case Column::LastCause:
        if (!row.heldReason.isEmpty() && row.failureTypes)
            return heldAdvice(row.heldReason);
        if (!row.lastCause)
            return {};
        return row.lastStep ? tr("Step %1: %2. %3")
                                  .arg(stepWord(*row.lastStep), causeWords(*row.lastCause),
                                       causeAdvice(*row.lastCause))
                            : causeAdvice(*row.lastCause);
    case Column::Attempts:
        return tr("Failed attempts since the last success: %1").arg(numberText(row.attempts));
    case Column::NextRetry:
        return row.nextRetryAt.isValid() ? exactTime(row.nextRetryAt) : tr("Nothing is queued for it");
    case Column::Added:
        return exactTime(row.createdAt);
    case Column::Count:
        break;
    }
    return {};
}

QVariant FailureModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    const auto column = static_cast<Column>(section);
    if (role == Qt::TextAlignmentRole) { // numbers and times end in a line
        const bool isAtEnd = section >= static_cast<int>(Column::Attempts);
        return QVariant((isAtEnd ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    }
    if (role != Qt::DisplayRole)
        return {};
    switch (column) {
    case Column::Vehicle:
        return tr("Vehicle");
    case Column::Missing:
        return tr("Missing");
    case Column::Images:
        return tr("Images");
    case Column::LastCause:
        return tr("Last cause");
    case Column::Attempts:
        return tr("Attempts");
    case Column::NextRetry:
        return tr("Next retry");
    case Column::Added:
        return tr("Added");
    case Column::Count:
        break;
    }
    return {};
}

} // namespace models
