// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "db/rows.h"
#include "pipeline/export.h"
#include "pipeline/plan.h"

#include <QItemSelectionModel>
#include <QWidget>

class QLabel;
class QPushButton;
class QStackedWidget;
class QTableView;
class QTimer;
class QWidget;

namespace models {
class FailureModel;
}

namespace gui {

class Desk;
class DetailPane;
class FilterBar;
class SelectionBar;
class Shell;
class WindowSettings;

//! What is incomplete: filter, table, the selection as a sentence, and the detail of the current row.
class FailuresPage : public QWidget
{
    Q_OBJECT

public:
    FailuresPage(Desk *desk, Shell *shell, WindowSettings *settings, QWidget *parent = nullptr);
    ~FailuresPage() override;

    void setFilter(const core::Filter &filter);
    bool isAllMatchingSelected() const { return m_isAllMatching; }
    //! Selects the first rows that are shown.
    void selectRows(int count);
    //! Shows the detail of this vehicle, and its row when it is in the list.
    void showVehicle(const QString &vehicleId);

    void reload();
    void focusFilter();
    void selectAllMatching();
    void retryMissing();
    void exportSelection();

signals:
    void retryRequested(const pipeline::PlanRequest &request);
    void exportRequested(const pipeline::ExportRequest &request);
    void importRequested();
    void countChanged(qint64 total); //!< how many match
    void failed(const QString &message);

private:
    QWidget *makeTableArea();
    QWidget *makeMoreHint();
    QWidget *makeEmptyState();
    void makeShortcuts();
    void connectBars();
    void requestCounts();
    void takeCounts(const db::FailureCounts &counts);
    void showEmptyState();
    void showMoreHint();
    void onLoaded();
    void onSelectionChanged();
    void onVehiclesChanged(const QStringList &vehicleIds);
    void onChanged();
    void refreshView();
    void countSoon();
    QStringList idsInView() const;
    void clearSelection();
    void updateSelectionBar();
    void contextMenu(const QPoint &at);
    void moveCurrent(int rows, QItemSelectionModel::SelectionFlags how);
    void openListing(const QString &url);
    QStringList selectedIds() const;
    //! What the selection names: ids, or the filter when everything that matches is meant.
    pipeline::PlanRequest selectedRequest() const;

    Desk *m_desk;
    Shell *m_shell;
    WindowSettings *m_settings;
    models::FailureModel *m_model;
    FilterBar *m_filterBar;
    QTableView *m_table;
    QStackedWidget *m_stack = nullptr;
    QLabel *m_emptyText = nullptr;
    QPushButton *m_emptyButton = nullptr;
    QWidget *m_moreHint = nullptr;
    QLabel *m_moreText = nullptr;
    SelectionBar *m_selectionBar;
    DetailPane *m_detail;
    QTimer *m_countTimer;
    QTimer *m_viewTimer;
    db::FailureCounts m_counts;
    qint64 m_shownTotal = -1; //!< how many matched when the list was loaded; -1 = not known yet
    int m_countGeneration = 0;
    bool m_isCounting = false;
    bool m_isOutdated = false; //!< something changed since the list was loaded
    bool m_hasCounts = false;
    bool m_isAllMatching = false;
    bool m_isSelecting = false; //!< the selection changes by program
};

} // namespace gui
