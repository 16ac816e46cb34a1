// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "db/rows.h"
#include "gui/page.h"
#include "pipeline/plan.h"

class QComboBox;
class QLabel;
class QPushButton;
class QTableView;

namespace models {
class BatchItemModel;
class BatchModel;
} // namespace models

namespace gui {

class Desk;
class EmptyStack;
class ImagesBarDelegate;

//! The batches, how far each is and what became of its members; pauses, resumes, cancels them and retries
//! what failed.
class BatchesPage : public Page
{
    Q_OBJECT

public:
    explicit BatchesPage(Desk *desk, QWidget *parent = nullptr);

    //! Selects this batch; one that is older than the list is said to be.
    void showBatch(const QString &batchId);

signals:
    void vehicleWanted(const QString &vehicleId);
    void retryRequested(const pipeline::PlanRequest &request);

protected:
    void load() override;

private:
    QWidget *makeBatches();
    QWidget *makeMembers();
    QPushButton *makeButton(const char *iconName, const QString &text, const char *name);
    void takeBatches(const std::vector<db::BatchRow> &batches);
    void selectWanted();
    void showCurrent();
    void showButtons();
    void showStates();
    void loadMembers();
    void takeMembers(std::vector<db::BatchItemRow> items, std::vector<db::BatchItemRow> more);
    void retryFailed();
    void tell(const QFuture<core::Result<void>> &future);
    const db::BatchRow *current() const;

    Desk *m_desk;
    models::BatchModel *m_batches;
    models::BatchItemModel *m_members;
    QTableView *m_table;
    QTableView *m_memberTable;
    ImagesBarDelegate *m_bar;
    EmptyStack *m_stack = nullptr;
    QLabel *m_summary;
    QLabel *m_title;
    QLabel *m_shown;
    QComboBox *m_state;
    QPushButton *m_pause = nullptr;
    QPushButton *m_resume = nullptr;
    QPushButton *m_cancel = nullptr;
    QPushButton *m_retry = nullptr;
    QString m_wanted;     //!< to be selected once the list is there
    QString m_shownBatch; //!< whose members are listed
    int m_generation = 0; //!< of the newest question for members; older answers are dropped
};

} // namespace gui
