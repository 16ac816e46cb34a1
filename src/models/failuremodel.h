// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clock.h"
#include "models/diffmodel.h"
#include "models/failuresource.h"
#include "models/roles.h"

namespace models {

//! The incomplete vehicles that match a filter, in pages from a source, sorted there. Rows keep their place
//! while one looks at them, also when they became complete meanwhile; reload() brings the list up to date.
//! GUI thread.
class FailureModel : public DiffModel<db::FailureRow>
{
    Q_OBJECT

public:
    enum class Column { Vehicle, Missing, Images, LastCause, Attempts, NextRetry, Added, Count };
    static constexpr int kPageSize = 200;

    //! The source must outlive the model.
    explicit FailureModel(FailureSource *source, QObject *parent = nullptr,
                          core::Clock clock = core::systemClock());

    //! Asks for the first page of another filter; the rows shown stay until it is here.
    void setFilter(const core::Filter &filter);
    const core::Filter &filter() const { return m_request.filter; }
    db::FailureSort sortKey() const { return m_request.sort; }
    Qt::SortOrder sortOrder() const { return m_request.order; }
    bool isLoading() const { return m_isLoading; }

    //! Asks for as many rows as there are now, from the start.
    void reload();
    //! These vehicles changed: asks for those that are shown and updates them in place; those that are gone
    //! leave. While an answer is outstanding the next question waits for it.
    void refreshRows(const QStringList &vehicleIds);
    //! Announces the times relative to now as changed.
    void refreshTimes();

    QStringList idsOf(const QModelIndexList &rows) const;
    //! How many rows shown do not match any more.
    int settledCount() const;

    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;
    bool canFetchMore(const QModelIndex &parent) const override;
    void fetchMore(const QModelIndex &parent) override;
    //! Sorts in the source: asks for the first page anew.
    void sort(int column, Qt::SortOrder order = Qt::AscendingOrder) override;

signals:
    void loadingChanged(bool isLoading);
    void loaded();                       //!< the first page of the filter and order asked for last is shown
    void failed(const QString &message); //!< instead of loaded(); the rows shown stay

protected:
    QString key(const db::FailureRow &row) const override { return row.vehicleId; }
    bool equal(const db::FailureRow &a, const db::FailureRow &b) const override { return a == b; }

private:
    void requestFirst(int limit);
    void request(const db::FailurePageRequest &request, bool isFirst);
    void take(db::FailurePage page, bool isFirst);
    void requestStale();
    void takeRows(const QStringList &asked, const std::vector<db::FailureRow> &answer);
    void setLoading(bool isLoading);
    QVariant display(const db::FailureRow &row, Column column) const;
    QVariant raw(const db::FailureRow &row, Column column) const;
    QVariant toolTip(const db::FailureRow &row, Column column) const;

    FailureSource *m_source;
    core::Clock m_clock;
    db::FailurePageRequest m_request;
    QString m_next;
    int m_generation = 0; //!< answers of an older filter, order or reload are dropped
    bool m_isLoading = false;
    QSet<QString> m_stale; //!< rows to ask for anew
    bool m_isRefreshing = false;
};

State stateOf(const db::FailureRow &row);

} // namespace models
