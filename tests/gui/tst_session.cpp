// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/quitsignals.h"
#include "app/session.h"
#include "fakedesk.h"
#include "gui/icons.h"
#include "gui/mainwindow.h"

#include <QApplication>
#include <QFile>
#include <QLabel>
#include <QMessageBox>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>

#include <csignal>

using namespace Qt::StringLiterals;
using app::Session;

class TestSession : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { gui::initResources(); }
    void init();
    void cleanup();
    void defaultIsTheNamedOne();
    void absentWorkspaceIsCreatedWhenAllowed();
    void badWorkspaceIsADialog_data();
    void badWorkspaceIsADialog();
    void chooseAnother();
    void cancelledChoiceAsksAgain();
    void createFromTheDialog();
    void tryAgain();
    void openAnotherKeepsTheFirstWhenItFails();
    void newWorkspaceReplacesTheWindow();

    void signalClosesTheWindow_data();
    void signalClosesTheWindow();

private:
    QMessageBox *box() const;
    void press(const QString &text);
    QString file(const QString &name) const { return m_folder->filePath(name); }
    void write(const QString &name, const QByteArray &bytes) const;

    QTemporaryDir *m_folder = nullptr;
    FakeShell *m_shell = nullptr;
    TestSettings *m_settings = nullptr;
    Session *m_session = nullptr;
};

void TestSession::init()
{
    m_folder = new QTemporaryDir;
    m_shell = new FakeShell;
    m_settings = new TestSettings;
    m_settings->settings().setValue(u"worker/on"_s, false);
    m_session = new Session(m_shell, &m_settings->settings());
}

void TestSession::cleanup()
{
    delete m_session;
    delete m_settings;
    delete m_shell;
    delete m_folder;
}

QMessageBox *TestSession::box() const
{
    QMessageBox *found = nullptr;
    (void)QTest::qWaitFor([&] {
        for (QWidget *widget : QApplication::topLevelWidgets()) {
            if (auto *shown = qobject_cast<QMessageBox *>(widget); shown && shown->isVisible())
                found = shown;
        }
        return found != nullptr;
    });
    if (!found)
        qFatal("no message");
    return found;
}

void TestSession::press(const QString &text)
{
    const QList<QPushButton *> buttons = box()->findChildren<QPushButton *>();
    for (QPushButton *button : buttons) {
        if (button->text().remove(u'&') == text)
            return QTest::mouseClick(button, Qt::LeftButton);
    }
    qFatal("no button %s", qPrintable(text));
}

void TestSession::write(const QString &name, const QByteArray &bytes) const
{
    QFile out(file(name));
    if (!out.open(QIODevice::WriteOnly) || out.write(bytes) != bytes.size())
        qFatal("cannot write %s", qPrintable(name));
}

void TestSession::defaultIsTheNamedOne()
{
    qputenv("RETRYDESK_WORKSPACE", "/tmp/named.retrydesk");
    QCOMPARE(app::defaultWorkspace(), u"/tmp/named.retrydesk"_s);
    qunsetenv("RETRYDESK_WORKSPACE");
    QVERIFY(app::defaultWorkspace().endsWith(u"/retrydesk/default.retrydesk"_s));
}

void TestSession::absentWorkspaceIsCreatedWhenAllowed()
{
    QSignalSpy opened(m_session, &Session::opened);
    m_session->open(file(u"deep/new.retrydesk"_s), true);
    QCOMPARE(opened.count(), 1);
    QVERIFY(QFile::exists(file(u"deep/new.retrydesk"_s)));
    QVERIFY(m_session->window()->isVisible());
    QCOMPARE(m_session->window()->windowTitle(), u"new.retrydesk — Retrydesk"_s);
}

void TestSession::badWorkspaceIsADialog_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::newRow("text") << QByteArray(
        "this is no database, only a text that is long enough to have a header");
    QTest::newRow("binary noise") << QByteArray(4096, '\xa5');
    QTest::newRow("cut-off database") << QByteArray("SQLite format 3\0\x10\0", 18);
}

void TestSession::badWorkspaceIsADialog()
{
    QFETCH(QByteArray, bytes);
    write(u"bad.retrydesk"_s, bytes);
    QSignalSpy quit(m_session, &Session::quitWanted);
    m_session->open(file(u"bad.retrydesk"_s), false);
    QVERIFY(!m_session->window());
    QVERIFY(!box()->informativeText().isEmpty());
    QVERIFY2(box()->informativeText().contains(u"bad.retrydesk"_s), qPrintable(box()->informativeText()));
    press(u"Quit"_s);
    QTRY_COMPARE(quit.count(), 1);
    QFile in(file(u"bad.retrydesk"_s));
    QVERIFY(in.open(QIODevice::ReadOnly));
    QCOMPARE(in.readAll(), bytes); // nothing was written over it
}

void TestSession::chooseAnother()
{
    m_session->open(file(u"good.retrydesk"_s), true);
    delete m_session;
    m_session = new Session(m_shell, &m_settings->settings());
    write(u"bad.retrydesk"_s, "text");
    m_session->open(file(u"bad.retrydesk"_s), false);
    m_shell->file = file(u"good.retrydesk"_s);
    press(u"Choose another…"_s);
    QTRY_VERIFY(m_session->window());
    QVERIFY(m_session->window()->isVisible());
}

void TestSession::cancelledChoiceAsksAgain()
{
    write(u"bad.retrydesk"_s, "text");
    m_session->open(file(u"bad.retrydesk"_s), false);
    press(u"Choose another…"_s);
    QVERIFY(box()->isVisible()); // nothing is open: the question stands
    press(u"Quit"_s);
}

void TestSession::createFromTheDialog()
{
    m_session->open(file(u"absent.retrydesk"_s), false);
    QVERIFY(!QFile::exists(file(u"absent.retrydesk"_s)));
    press(u"Create it"_s);
    QTRY_VERIFY(m_session->window());
    QVERIFY(QFile::exists(file(u"absent.retrydesk"_s)));
}

void TestSession::tryAgain()
{
    m_session->open(file(u"good.retrydesk"_s), true);
    delete m_session;
    m_session = new Session(m_shell, &m_settings->settings());
    QVERIFY(QFile::rename(file(u"good.retrydesk"_s), file(u"away"_s)));
    m_session->open(file(u"good.retrydesk"_s), false);
    QVERIFY(box()->isVisible());
    QVERIFY(QFile::rename(file(u"away"_s), file(u"good.retrydesk"_s)));
    press(u"Try again"_s);
    QTRY_VERIFY(m_session->window());
}

void TestSession::openAnotherKeepsTheFirstWhenItFails()
{
    m_session->open(file(u"good.retrydesk"_s), true);
    gui::MainWindow *window = m_session->window();
    write(u"bad.retrydesk"_s, "text");
    emit window->openWorkspaceRequested(file(u"bad.retrydesk"_s));
    QVERIFY(box()->isVisible());
    press(u"Cancel"_s);
    QCOMPARE(m_session->window(), window);
    QVERIFY(window->isVisible());
}

void TestSession::newWorkspaceReplacesTheWindow()
{
    m_session->open(file(u"good.retrydesk"_s), true);
    emit m_session->window()->newWorkspaceRequested(file(u"other.retrydesk"_s));
    QTRY_COMPARE(m_session->window()->windowTitle(), u"other.retrydesk — Retrydesk"_s);
    QVERIFY(m_session->window()->isVisible());
}

void TestSession::signalClosesTheWindow_data()
{
    QTest::addColumn<int>("number");
    QTest::newRow("Ctrl+C in the terminal") << SIGINT;
    QTest::newRow("kill, or the end of the desktop session") << SIGTERM;
    QTest::newRow("the terminal is closed") << SIGHUP;
}

void TestSession::signalClosesTheWindow()
{
    QFETCH(int, number);
    m_session->open(file(u"s.retrydesk"_s), true);
    QVERIFY(m_session->window()->isVisible());
    const app::QuitSignals signalsToQuit;
    connect(&signalsToQuit, &app::QuitSignals::received, m_session, &Session::quit);
    QSignalSpy wanted(m_session, &Session::quitWanted);
    QCOMPARE(std::raise(number), 0);
    QTRY_COMPARE(wanted.count(), 1);
    QVERIFY(!m_session->window()->isVisible());
}

QTEST_MAIN(TestSession)
#include "tst_session.moc"
