// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "pipeline/export.h"
#include "pipeline/plan.h"
#include "pipeline/worker.h"

#include <QMainWindow>

class QAction;
class QMenu;

namespace gui {

class BatchBar;
class Desk;
class FailuresPage;
class ImportDialog;
class MessageBar;
class PageStack;
class Shell;
class WindowSettings;
class WorkerStatus;

//! The window of one workspace: pages and actions.
class MainWindow : public QMainWindow
{
    Q_OBJECT

public:
    //! All three must outlive the window.
    MainWindow(Desk *desk, Shell *shell, WindowSettings *settings, QWidget *parent = nullptr);
    ~MainWindow() override;

    //! Opens the page of this name: "failures", "batches", …; false when there is none.
    bool showPage(const QString &name);
    QString currentPage() const;
    FailuresPage *failuresPage() const { return m_failures; }
    void showError(const QString &text);
    void showNotice(const QString &text);

    void openImport();

signals:
    void openWorkspaceRequested(const QString &file);
    void newWorkspaceRequested(const QString &file);
    void connectRequested();

protected:
    void dragEnterEvent(QDragEnterEvent *event) override;
    void dropEvent(QDropEvent *event) override;
    void closeEvent(QCloseEvent *event) override;

private:
    void makePages();
    void makeActions();
    void makeFileMenu();
    void makeRetryMenu();
    void makeViewMenu();
    void makeHelpMenu();
    void makeToolBar();
    void connectPages();
    void connectDesk();
    void openPreview(const pipeline::PlanRequest &request);
    void openExport(const pipeline::ExportRequest &request);
    ImportDialog *makeImport();
    void setWorking(bool isOn);
    void showWorkAction();
    void onWorkerStopped(const pipeline::WorkerReport &report);
    void onHostPaused(const QString &host, const QDateTime &until, const QString &reason);
    void showAbout();
    void showShortcuts();

    Desk *m_desk;
    Shell *m_shell;
    WindowSettings *m_settings;
    PageStack *m_pages;
    FailuresPage *m_failures;
    MessageBar *m_message;
    BatchBar *m_batch;
    WorkerStatus *m_worker;
    QAction *m_importAction = nullptr;
    QAction *m_exportAction = nullptr;
    QAction *m_retryAction = nullptr;
    QAction *m_selectAllAction = nullptr;
    QAction *m_refreshAction = nullptr;
    QAction *m_workAction = nullptr;
    qint64 m_matching = -1;
    bool m_isStopping = false; //!< the worker was asked to stop and has not said so yet
};

} // namespace gui
