// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "pipeline/export.h"
#include "pipeline/plan.h"
#include "pipeline/worker.h"

#include <QMainWindow>

class QAction;
class QListWidget;
class QMenu;
class QStackedWidget;
class QTimer;

namespace gui {

class BatchBar;
class CausesPage;
class DashboardPage;
class Desk;
class FailuresPage;
class HostsPage;
class ImportDialog;
class MessageBar;
class QueuePage;
class Shell;
class WindowSettings;
class WorkerStatus;

//! The window of one workspace: pages and actions.
class MainWindow : public QMainWindow
{
    Q_OBJECT

public:
    enum Page { Failures, Causes, Queue, Hosts, Dashboard, PageCount };

    //! All three must outlive the window.
    MainWindow(Desk *desk, Shell *shell, WindowSettings *settings, QWidget *parent = nullptr);
    ~MainWindow() override;

    void showPage(Page page);
    Page currentPage() const;
    FailuresPage *failuresPage() const { return m_failures; }
    void showError(const QString &text);
    void showNotice(const QString &text);

public slots:
    void openImport();

signals:
    void openWorkspaceRequested(const QString &file);
    void newWorkspaceRequested(const QString &file);

protected:
    void dragEnterEvent(QDragEnterEvent *event) override;
    void dropEvent(QDropEvent *event) override;
    void closeEvent(QCloseEvent *event) override;

private:
    QWidget *makeSidebar();
    QWidget *makePages();
    void makeActions();
    void makeFileMenu();
    void makeRetryMenu();
    void makeViewMenu();
    void makeHelpMenu();
    void makeToolBar();
    void connectPages();
    void connectDesk();
    void setPageCount(Page page, qint64 count);
    void reloadPage();
    void reloadCounts();
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
    FailuresPage *m_failures;
    CausesPage *m_causes;
    QueuePage *m_queue;
    HostsPage *m_hosts;
    DashboardPage *m_dashboard;
    MessageBar *m_message;
    BatchBar *m_batch;
    WorkerStatus *m_worker;
    QListWidget *m_sidebar = nullptr;
    QStackedWidget *m_pages = nullptr;
    QTimer *m_liveTimer;
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
